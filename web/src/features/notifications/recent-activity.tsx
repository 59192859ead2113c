import { useQuery } from '@tanstack/react-query';
import { messageOf } from '../../http/problem.ts';
import { FaultNotice } from '../../ui/fault-notice.tsx';
import { Placeholder } from '../../ui/placeholder.tsx';
import { RelativeTime, useNow } from '../../ui/relative-time-label.tsx';
import { StepIcon } from '../../ui/step-icon.tsx';
import { type Gathered, gatherFeed } from './gather.ts';
import type { StreamStatus } from './notification-stream.ts';
import { notificationWords } from './notification-words.ts';
import { feedQuery } from './notifications.api.ts';
import styles from './recent-activity.module.css';

const shownMax = 20;

const Entry = ({ gathered, now }: { gathered: Gathered; now: number }) => {
  const { notification, times } = gathered;
  const { title, detail, picture } = notificationWords(notification, times);
  return (
    <li className={styles.entry}>
      <span className={styles.picture}>
        <StepIcon of={picture} size={18} />
      </span>
      <div className={styles.words}>
        <p className={styles.first}>
          <span className={styles.title}>{title}</span>
          <span className={styles.time}>
            <RelativeTime time={notification.created_at} now={now} />
          </span>
        </p>
        {detail && <p className={styles.detail}>{detail}</p>}
      </div>
    </li>
  );
};

const Loading = () => (
  <div className={styles.loading} role="status">
    <span className="visually-hidden">Loading your recent activity</span>
    {['first', 'second', 'third', 'fourth'].map((key) => (
      <Placeholder key={key} width="100%" height={36} />
    ))}
  </div>
);

const Feed = () => {
  const now = useNow();
  const { data, error, isFetching, refetch } = useQuery(feedQuery);
  if (error && !data) {
    return (
      <FaultNotice
        title="Your activity could not be loaded"
        detail={messageOf(error)}
        onRetry={() => void refetch()}
        pending={isFetching}
      />
    );
  }
  if (!data) return <Loading />;
  if (data.data.length === 0) {
    return <p className={styles.empty}>Nothing yet. Your next step shows up here.</p>;
  }
  return (
    <ol className={styles.feed}>
      {gatherFeed(data.data)
        .slice(0, shownMax)
        .map((gathered) => (
          <Entry key={gathered.notification.id} gathered={gathered} now={now} />
        ))}
    </ol>
  );
};

export const RecentActivity = ({ stream }: { stream: StreamStatus }) => (
  <section aria-labelledby="recent-activity">
    <div className={styles.head}>
      <h2 id="recent-activity" className={styles.heading}>
        Recent activity
      </h2>
      <span className={styles.stream} aria-live="polite">
        {stream === 'down' && <span className={styles.down}>Reconnecting…</span>}
      </span>
    </div>
    <Feed />
  </section>
);
