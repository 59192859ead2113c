import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import {
  followNotifications,
  type StreamStatus,
} from '../../features/notifications/notification-stream.ts';
import { addToFeed } from '../../features/notifications/notifications.api.ts';
import { progressQuery } from '../../features/quests/quests.api.ts';
import { meQuery } from '../../features/session/session.api.ts';
import { applyBalances } from '../../features/wallet/wallet.api.ts';
import { reread } from '../../http/reread.ts';
import { renewSession } from '../../http/session-renewal.ts';
import { leave, sessionEnded } from '../leave.ts';
import { createTeller } from './teller.ts';

/** One completion tells several things within this time; the board is read again once for all. */
const gatherMs = 250;

/** The stream ends with the access token and comes back with the next one: that is no news. */
const reconnectQuietMs = 6_000;

const createGatherer = (waitMs: number, act: () => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    ask: () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        act();
      }, waitMs);
    },
    stop: () => {
      clearTimeout(timer);
      timer = undefined;
    },
  };
};

const hasSession = async (client: QueryClient): Promise<boolean> =>
  (await client.fetchQuery({ ...meQuery, staleTime: 0 })) !== null;

/** Follows the user's notifications: a toast for each, and what they change on the page. */
export const useLiveUpdates = (userId: string): StreamStatus => {
  const client = useQueryClient();
  const router = useRouter();
  const [status, setStatus] = useState<StreamStatus>('connecting');

  // biome-ignore lint/correctness/useExhaustiveDependencies: another user is another stream.
  useEffect(() => {
    const tell = createTeller();
    const progress = createGatherer(gatherMs, () => void reread(client, progressQuery));
    const down = createGatherer(reconnectQuietMs, () => setStatus('down'));
    const stop = followNotifications({
      onNotification: (notification) => {
        addToFeed(client, notification);
        if (notification.kind === 'wallet_credited') {
          applyBalances(client, notification.data.balances, notification.created_at);
        } else {
          progress.ask();
        }
        tell(notification);
      },
      onStatus: (now) => {
        if (now === 'down') return down.ask();
        down.stop();
        setStatus(now);
      },
      onResync: () => void reread(client, { queryKey: [] }),
      renew: renewSession,
      hasSession: async () => {
        const known = await hasSession(client);
        if (!known) await leave(client, router, sessionEnded);
        return known;
      },
    });
    return () => {
      stop();
      progress.stop();
      down.stop();
    };
  }, [client, router, userId]);

  return status;
};
