import { walletCreditedData } from '@questline/contracts/auth/events';
import { subscriptions } from '@questline/contracts/subscriptions';
import { userId } from '@questline/contracts/user-id';
import { accepted, rejected, type Subscription } from '@questline/messaging/bus';
import { validTraceparent } from '@questline/telemetry/traceparent';
import { z } from 'zod';
import type { ProcessingDependencies } from '../dependencies.ts';
import { lockUsers } from '../progress/lock-users.sql.ts';
import { type NewNotification, notificationsChannel, toHint } from './notification.ts';
import { insertCreditNotifications } from './notifications.sql.ts';

/** Tells a user that the wallet holds what a grant paid, once for each grant. */
export const notifyCredit = (
  deps: Pick<ProcessingDependencies, 'database' | 'bus' | 'settings' | 'now'>,
): Subscription => ({
  ...subscriptions['processing.wallet'],
  batchSizeMax: deps.settings.batchSizeMax,
  handle: async (events) => {
    const notifications: NewNotification[] = [];
    const verdicts = events.map(({ subject, data, traceparent }) => {
      const parsed = walletCreditedData.safeParse(data);
      if (!parsed.success) return rejected(`bad data: ${z.prettifyError(parsed.error)}`);
      if (!userId.safeParse(subject).success) return rejected('the subject is not a user id');
      notifications.push({
        user_id: subject,
        kind: 'wallet_credited',
        data: parsed.data,
        traceparent: validTraceparent(traceparent),
      });
      return accepted;
    });
    const hint = toHint(notifications);
    await deps.database.transaction(async (tx) => {
      await Promise.all([
        lockUsers(tx, hint.user_ids),
        insertCreditNotifications(tx, notifications, deps.now()),
      ]);
    });
    await deps.bus.broadcast(notificationsChannel, { ...hint });
    return verdicts;
  },
});
