import { Button } from '@mantine/core';
import { useId, useRef } from 'react';
import { messageOf } from '../../http/problem.ts';
import { rewardText, toAmount } from '../../ui/reward-text.ts';
import styles from './quest-card.module.css';
import { QuestLine } from './quest-line.tsx';
import type { QuestStanding, QuestStatus } from './quest-standing.ts';
import { useClaim } from './use-claim.ts';

const statusText: Record<QuestStatus, string> = {
  claimable: 'Ready to claim',
  'in-progress': 'In progress',
  'not-started': 'Not started',
  finished: 'Finished',
};

const Reward = ({ standing }: { standing: QuestStanding }) => {
  if (standing.rewards.length === 0) return null;
  const { status, claimableCount, completionsMax, autoClaim } = standing;
  const waiting =
    status === 'claimable' && claimableCount > 1 ? ` × ${claimableCount} waiting` : '';
  return (
    <p className={styles.reward}>
      <span className={styles.caption}>
        {completionsMax > 1 ? 'Each time you earn' : 'You earn'}
      </span>
      <strong>
        {rewardText(standing.rewards)}
        {waiting}
        {autoClaim && ','}
      </strong>
      {autoClaim && <span className={styles.caption}>credited automatically</span>}
    </p>
  );
};

type Props = { standing: QuestStanding; onClaimed: () => void };

export const QuestCard = ({ standing, onClaimed }: Props) => {
  const { name, title, description, status, step, target, completions, completionsMax } = standing;
  const titleId = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const claim = useClaim(standing.questId, () => {
    // The button goes away with the claim; without this the focus would go with it.
    heading.current?.focus();
    onClaimed();
  });
  const [firstReward] = standing.rewards;

  return (
    <article
      className={styles.card}
      data-status={status}
      data-testid="quest-card"
      aria-labelledby={titleId}
    >
      <header className={styles.head}>
        <h3 id={titleId} ref={heading} tabIndex={-1} className={styles.title}>
          {title}
        </h3>
        {title !== name && <span className="visually-hidden">{name}</span>}
        <span className={styles.status}>{statusText[status]}</span>
      </header>
      {description && <p className={styles.description}>{description}</p>}
      <div className={styles.progress}>
        <p className={styles.steps}>
          <strong>{step}</strong> of {target}
        </p>
        <QuestLine
          title={title}
          step={step}
          target={target}
          prize={firstReward ? toAmount(firstReward).what : null}
        />
      </div>
      <footer className={styles.foot}>
        <div className={styles.facts}>
          <Reward standing={standing} />
          <p className={styles.caption}>
            Completed {completions} of {completionsMax} {completionsMax === 1 ? 'time' : 'times'}
          </p>
        </div>
        {status === 'claimable' && (
          <Button
            variant="gold"
            size="md"
            data-testid="claim-button"
            aria-describedby={titleId}
            loading={claim.isPending}
            onClick={() => claim.call()}
          >
            Claim
          </Button>
        )}
      </footer>
      {claim.error && (
        <p className={styles.fault} role="alert">
          {messageOf(claim.error)}
        </p>
      )}
    </article>
  );
};
