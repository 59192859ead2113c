import type { ProcessingDependencies } from '../dependencies.ts';
import { grantsCounted } from '../metrics.ts';
import { notificationsChannel, toHint } from '../notifications/notification.ts';
import { lockUsers } from '../progress/lock-users.sql.ts';
import type { Definitions } from '../quest-definitions/definitions.ts';
import { selectDueOf, selectUsersDue } from './claims.sql.ts';
import { payWaiting } from './pay-waiting.ts';

const usersMax = 200;

type Dependencies = Pick<ProcessingDependencies, 'database' | 'bus' | 'now' | 'newId'> & {
  readonly definitions: Definitions;
};

/**
 * Does what time brings about: claims that ended are forfeited or paid, deferred payments are tried
 * again. Reads an index of what is due, never all users; several processes may do it at once. Returns
 * how many payments it looked at.
 */
export const payDue = async (deps: Dependencies): Promise<number> => {
  const { database, bus, now } = deps;
  const { looked, notifications } = await database.transaction(async (tx) => {
    const at = now();
    const users = await selectUsersDue(tx, at, usersMax);
    if (users.length === 0) return { looked: 0, notifications: [] };
    await lockUsers(tx, users);
    const rows = await selectDueOf(tx, users, at);
    const paid = await payWaiting(tx, deps, { rows, claim_id: null, now: at });
    return { looked: rows.length, notifications: paid.notifications };
  });
  if (notifications.length > 0) {
    grantsCounted.add(notifications.length, {});
    await bus.broadcast(notificationsChannel, { ...toHint(notifications) });
  }
  return looked;
};
