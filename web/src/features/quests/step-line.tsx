import { rewardText } from '../../ui/reward-text.ts';
import type { Step } from './quest-measure.ts';
import { RewardList } from './reward-list.tsx';
import styles from './step-line.module.css';

/** More than this are listed only on demand; until then the next one is named. */
const listedMax = 6;

const nameOf = ({ name, key }: Step): string => name ?? `Step ${key}`;

const StepList = ({ steps }: { steps: readonly Step[] }) => (
  <ol className={styles.steps} data-few={steps.length <= listedMax || undefined}>
    {steps.map((step) => (
      <li key={step.key} className={styles.step} data-reached={step.isReached || undefined}>
        <span className={styles.mark} aria-hidden="true" />
        <span className={styles.name}>
          {nameOf(step)}
          <span className={styles.target}> at {step.target}</span>
          {step.isReached && <span className="visually-hidden">, reached</span>}
        </span>
        <RewardList lines={step.rewards} size={16} />
      </li>
    ))}
  </ol>
);

const NextStep = ({ steps }: { steps: readonly Step[] }) => {
  const next = steps.find(({ isReached }) => !isReached);
  return (
    <details className={styles.details}>
      <summary className={styles.summary}>
        {next ? (
          <>
            Next: <strong>{rewardText(next.rewards)}</strong> at {next.target}
          </>
        ) : (
          'All steps are reached'
        )}
      </summary>
      <StepList steps={steps} />
    </details>
  );
};

type Props = { title: string; steps: readonly Step[]; valueText: string };

/** A route in stages, each of which pays: solid where the user has been, dashed ahead. */
export const StepLine = ({ title, steps, valueText }: Props) => {
  const reached = steps.filter(({ isReached }) => isReached).length;
  return (
    <>
      <div
        className={styles.line}
        role="progressbar"
        aria-label={`Progress of ${title}`}
        aria-valuemin={0}
        aria-valuemax={steps.length}
        aria-valuenow={reached}
        aria-valuetext={`${valueText}, ${reached} of ${steps.length} steps reached`}
      >
        {steps.map(({ key, share, isReached }) => (
          <span key={key} className={styles.segment}>
            <span className={styles.travelled} style={{ width: `${share * 100}%` }} />
            <span className={styles.waypoint} data-reached={isReached || undefined} />
          </span>
        ))}
      </div>
      {steps.length <= listedMax ? <StepList steps={steps} /> : <NextStep steps={steps} />}
    </>
  );
};
