import { walletCredited } from './auth/events.ts';
import { catalogEventTypes, questStateEventTypes } from './catalog/events.ts';
import { rewardGranted } from './processing/events.ts';

/** Users are split into so many parts; the same for every process on a broker. */
export const userPartitions = 8;

/**
 * Who reads what. Publishers declare these queues as well as their readers do, so that an event sent
 * before its reader first ran waits for it.
 */
export const subscriptions = {
  'catalog.views': { name: 'catalog.views', types: catalogEventTypes },
  'auth.audit': { name: 'auth.audit', types: catalogEventTypes },
  'auth.wallet': { name: 'auth.wallet', types: [rewardGranted] },
  'processing.events': { name: 'processing.events', types: '*', partitions: userPartitions },
  'processing.catalog': { name: 'processing.catalog', types: questStateEventTypes },
  'processing.wallet': { name: 'processing.wallet', types: [walletCredited] },
} as const;
