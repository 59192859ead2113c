import { useQuery, useQueryClient } from '@tanstack/react-query';
import { feedQuery } from '../../features/notifications/notifications.api.ts';
import { RecentActivity } from '../../features/notifications/recent-activity.tsx';
import { QuestBoard } from '../../features/quests/quest-board.tsx';
import { meQuery } from '../../features/session/session.api.ts';
import { nameOf } from '../../features/session/user-menu.tsx';
import { HeldItems } from '../../features/wallet/held-items.tsx';
import { walletQuery } from '../../features/wallet/wallet.api.ts';
import { reread } from '../../http/reread.ts';
import { useStreamStatus } from '../shell/stream-status.ts';
import { usePageTitle } from '../use-page-title.ts';
import styles from './board-page.module.css';

export const BoardPage = () => {
  usePageTitle('Quests');
  const client = useQueryClient();
  const stream = useStreamStatus();
  const { data: user } = useQuery(meQuery);
  // The stream tells of a claim too; asking as well keeps the page right while the stream is down.
  const refresh = () => {
    void reread(client, walletQuery);
    void reread(client, feedQuery);
  };

  return (
    <>
      <div className={styles.hero}>
        <div className={styles.greeting}>
          <h1 className={styles.name}>{user ? `Hi, ${nameOf(user)}` : 'Hi'}</h1>
          <p className={styles.welcome}>Welcome back, nice to see you again!</p>
        </div>
      </div>
      <div className={styles.columns}>
        <QuestBoard timezone={user?.timezone ?? 'UTC'} onClaimed={refresh} />
        <div className={styles.side}>
          <HeldItems />
          <RecentActivity stream={stream} />
        </div>
      </div>
    </>
  );
};
