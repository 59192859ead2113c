import { eventually } from '@questline/testkit/eventually';
import type { TestDatabase } from '@questline/testkit/test-database';

/**
 * Starts `works` while the rows of `lock` are locked, lets go once `waitingCount` of them wait for
 * the lock, and so makes them meet however fast or slow the machine is.
 */
export const whileLocked = async <Value>(
  database: TestDatabase,
  options: { lock: string; waitingCount: number },
  works: () => Promise<Value>[],
): Promise<Value[]> => {
  const locker = await database.connect();
  try {
    await locker.query('begin');
    await locker.query(options.lock);
    const running = works();
    await eventually(async () => {
      // Inside a transaction the view is a snapshot until it is cleared.
      await locker.query('select pg_stat_clear_snapshot()');
      const { rows } = await locker.query(
        `select count(*) as waiting from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock'`,
      );
      if (Number(rows[0].waiting) < options.waitingCount) throw new Error('not all wait yet');
    });
    await locker.query('commit');
    return await Promise.all(running);
  } finally {
    await locker.end();
  }
};
