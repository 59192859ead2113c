import { toAmount } from '../../ui/reward-text.ts';
import { QuestLine } from './quest-line.tsx';
import styles from './quest-progress.module.css';
import type { QuestStanding } from './quest-standing.ts';
import { StepLine } from './step-line.tsx';

/** How far the round is: in numbers, and as a route to its reward. */
export const QuestProgress = ({ standing }: { standing: QuestStanding }) => {
  const { title, status, measure, steps, ways, rewards } = standing;
  const [firstReward] = rewards;
  // Of several ways, their goals say more than the one number of the furthest.
  if (ways.length > 1 && status !== 'finished') return <div className={styles.gap} />;
  const valueText = `${measure.value} ${measure.aim}`;
  return (
    <div className={styles.progress} data-steps={steps.length > 0 || undefined}>
      <p className={styles.value}>
        <strong>{measure.value}</strong> {measure.aim}
      </p>
      {steps.length > 0 ? (
        <div className={styles.route}>
          <StepLine title={title} steps={steps} valueText={valueText} />
        </div>
      ) : (
        <QuestLine
          title={title}
          measure={measure}
          valueText={valueText}
          prize={firstReward ? toAmount(firstReward).what : null}
        />
      )}
    </div>
  );
};
