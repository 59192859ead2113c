import { useQuery } from '@tanstack/react-query';
import { messageOf } from '../../http/problem.ts';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { Placeholder } from '../../ui/placeholder.tsx';
import styles from './quest-board.module.css';
import { QuestCard } from './quest-card.tsx';
import { type QuestStanding, toStandings } from './quest-standing.ts';
import { progressQuery, questsQuery } from './quests.api.ts';

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

const Cards = ({ standings, onClaimed }: { standings: QuestStanding[]; onClaimed: () => void }) =>
  standings.length === 0 ? (
    <Empty />
  ) : (
    <ul className={styles.list}>
      {standings.map((standing) => (
        <li key={standing.questId}>
          <QuestCard standing={standing} onClaimed={onClaimed} />
        </li>
      ))}
    </ul>
  );

export const QuestBoard = ({ onClaimed }: { onClaimed: () => void }) => {
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
      <Cards standings={toStandings(quests.data.data, progress.data.data)} onClaimed={onClaimed} />
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
