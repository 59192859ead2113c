import { useQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { meQuery } from '../../features/session/session.api.ts';
import { MemberHeader } from './member-header.tsx';
import styles from './member-layout.module.css';
import { SkipLink } from './skip-link.tsx';
import { StreamStatusContext } from './stream-status.ts';
import { useLiveUpdates } from './use-live-updates.ts';

const Live = ({ userId }: { userId: string }) => {
  const status = useLiveUpdates(userId);
  return (
    <StreamStatusContext value={status}>
      <main id="page" tabIndex={-1} className={styles.main}>
        <Outlet />
      </main>
    </StreamStatusContext>
  );
};

/** The frame of every page of a signed-in user. The stream lives here, so it outlives a page. */
export const MemberLayout = () => {
  const { data: user } = useQuery(meQuery);
  if (!user) return null;
  return (
    <div id="scroller" className={styles.layout}>
      <SkipLink />
      <MemberHeader user={user} />
      <Live userId={user.id} />
    </div>
  );
};
