import { Button } from '@mantine/core';
import { useId, useRef } from 'react';
import { messageOf } from '../../http/problem.ts';
import { humanise } from '../../ui/humanise.ts';
import { numberText } from '../../ui/number-text.ts';
import { GoalList } from './goal-list.tsx';
import styles from './quest-card.module.css';
import { factsOf } from './quest-facts.ts';
import { QuestFacts } from './quest-facts.tsx';
import { QuestProgress } from './quest-progress.tsx';
import { QuestReward } from './quest-reward.tsx';
import type { QuestStanding, QuestStatus } from './quest-standing.ts';
import { UnlockList } from './unlock-list.tsx';
import { useClaim } from './use-claim.ts';

const statusText: Record<QuestStatus, string> = {
  claimable: 'Ready to claim',
  'in-progress': 'In progress',
  'not-started': 'Not started',
  'cooling-down': 'Taking a break',
  'done-for-now': 'Done for now',
  upcoming: 'Opens later',
  locked: 'Locked',
  finished: 'Finished',
  over: 'Closed',
};

/** A limit beyond this is none that a player would ever reach. */
const countedMax = 1_000;

/** Null where a card says it all without: a quest that is done once. */
const completedText = (standing: QuestStanding): string | null => {
  const { completions, completionsMax, isShortForm } = standing;
  if (completionsMax === 1 && !isShortForm) return null;
  const times = (count: number) => (count === 1 ? 'time' : 'times');
  return completionsMax > countedMax
    ? `Completed ${numberText(completions)} ${times(completions)}`
    : `Completed ${completions} of ${completionsMax} ${times(completionsMax)}`;
};

/** Nothing counts, so there is no progress to show. */
const isShut = (status: QuestStatus): boolean => status === 'locked' || status === 'over';

type Props = { standing: QuestStanding; now: number; onClaimed: () => void };

export const QuestCard = ({ standing, now, onClaimed }: Props) => {
  const { name, title, category, ask, description, status, ways, unlock } = standing;
  const completed = completedText(standing);
  const titleId = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const claim = useClaim(standing.questId, () => {
    // The button goes away with the claim; without this the focus would go with it.
    heading.current?.focus();
    onClaimed();
  });

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
        {category && <span className={styles.category}>{humanise(category)}</span>}
        <span className={styles.status}>{statusText[status]}</span>
      </header>
      {ask && <p className={styles.ask}>{ask}</p>}
      {description && <p className={styles.description}>{description}</p>}
      {status === 'locked' && <UnlockList unlock={unlock} />}
      {!isShut(status) && <QuestProgress standing={standing} />}
      {!isShut(status) && status !== 'finished' && ways.length > 0 && <GoalList ways={ways} />}
      <QuestFacts facts={factsOf(standing, now)} />
      <footer className={styles.foot}>
        <div className={styles.facts}>
          <QuestReward standing={standing} />
          {completed && <p className={styles.caption}>{completed}</p>}
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
