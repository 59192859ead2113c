import { rewardText } from '../../ui/reward-text.ts';
import styles from './quest-reward.module.css';
import type { QuestStanding } from './quest-standing.ts';
import { RewardList } from './reward-list.tsx';

const captionOf = ({ completionsMax, steps }: QuestStanding): string => {
  if (steps.length > 0) return 'For all steps you earn';
  return completionsMax > 1 ? 'Each time you earn' : 'You earn';
};

const waitingOf = ({ status, claimableCount }: QuestStanding): string =>
  status === 'claimable' && claimableCount > 1 ? ` × ${claimableCount} waiting` : '';

/** The reward of a quest in the short form, which is always one line. */
const Sentence = ({ standing }: { standing: QuestStanding }) => (
  <p className={styles.sentence}>
    <span className={styles.caption}>{captionOf(standing)}</span>
    <strong>
      {rewardText(standing.rewards)}
      {waitingOf(standing)}
      {standing.autoClaim && ','}
    </strong>
    {standing.autoClaim && <span className={styles.caption}>credited automatically</span>}
  </p>
);

export const QuestReward = ({ standing }: { standing: QuestStanding }) => {
  if (standing.rewards.length === 0) return null;
  if (standing.isShortForm) return <Sentence standing={standing} />;
  return (
    <div className={styles.listed}>
      <span className={styles.caption}>
        {captionOf(standing)}
        {waitingOf(standing)}
      </span>
      <RewardList lines={standing.rewards} />
    </div>
  );
};
