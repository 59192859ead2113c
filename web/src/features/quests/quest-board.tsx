import type { QuestPublic } from '@questline/contracts/catalog/quest';
import type { ProgressRow } from '@questline/contracts/processing/progress';
import { useQuery } from '@tanstack/react-query';
import { messageOf } from '../../http/problem.ts';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { Placeholder } from '../../ui/placeholder.tsx';
import styles from './quest-board.module.css';
import { QuestCard } from './quest-card.tsx';
import { nextChangeOf } from './quest-facts.ts';
import { toStandings } from './quest-standing.ts';
import { progressQuery, questsQuery } from './quests.api.ts';
import { useClock, useRereadAt } from './use-clock.ts';

const Loading = () => (
  <div role="status">
    <span className="visually-hidden">Loading your quests</span>
    <div className={styles.list}>
      {['first', 'second', 'third'].map((key) => (
        <div key={key} className={styles.placeholder}>
          <Placeholder width="44%" height={22} />
          <Placeholder width="70%" height={14} />
          <Placeholder width="100%" height={40} />
          <Placeholder width="52%" height={14} />
        </div>
      ))}
    </div>
  </div>
);

const Empty = () => (
  <div className={styles.empty}>
    <span className={styles.emptyRoute} aria-hidden="true" />
    <p className={styles.emptyTitle}>No quests are open right now</p>
    <p>When one opens, it appears here with all you need to start it.</p>
  </div>
);

type CardsProps = {
  quests: readonly QuestPublic[];
  rows: readonly ProgressRow[];
  answeredAt: number;
  timezone: string;
  onClaimed: () => void;
};

const Cards = ({ quests, rows, answeredAt, timezone, onClaimed }: CardsProps) => {
  const clock = useClock(quests, timezone, answeredAt);
  const standings = toStandings(quests, rows, clock);
  useRereadAt(nextChangeOf(standings, clock.now));
  if (standings.length === 0) return <Empty />;
  return (
    <ul className={styles.list}>
      {standings.map((standing) => (
        <li key={standing.questId}>
          <QuestCard standing={standing} now={clock.now} onClaimed={onClaimed} />
        </li>
      ))}
    </ul>
  );
};

type Props = {
  /** The user's own zone, an IANA name. */
  timezone: string;
  onClaimed: () => void;
};

export const QuestBoard = ({ timezone, onClaimed }: Props) => {
  const quests = useQuery(questsQuery);
  const progress = useQuery(progressQuery);
  const failed = [quests, progress].find((query) => query.isError && !query.data);
  const retry = () => {
    for (const query of [quests, progress]) if (query.isError) void query.refetch();
  };

  const content = () => {
    if (failed) {
      return (
        <FaultNotice
          title="Your quests could not be loaded"
          detail={messageOf(failed.error)}
          onRetry={retry}
          pending={quests.isFetching || progress.isFetching}
        />
      );
    }
    if (!quests.data || !progress.data) return <Loading />;
    return (
      <Cards
        quests={quests.data.data}
        rows={progress.data.data}
        answeredAt={progress.dataUpdatedAt}
        timezone={timezone}
        onClaimed={onClaimed}
      />
    );
  };

  return (
    <section aria-labelledby="your-quests">
      <h2 id="your-quests" className={styles.heading}>
        Your quests
      </h2>
      {content()}
    </section>
  );
};
