import { textColumn } from '@questline/postgres/columns';
import type { Transaction } from '@questline/postgres/database';

/**
 * Takes each user's lock until the end of the transaction, in one order for all, so that everything
 * about a user happens one transaction after the other and no two wait for each other. It also makes
 * the ids of a user's notifications grow in the order of their commits, which streams rely on.
 */
export const lockUsers = async (tx: Transaction, userIds: readonly string[]): Promise<void> => {
  await tx.query({
    name: 'lock-users',
    early: true,
    text: `
      select pg_advisory_xact_lock(key)
      from (
        select distinct hashtextextended(user_id, 0) as key
        from unnest($1::text[]) as u (user_id)
        order by key
      ) as keys`,
    values: [textColumn([...new Set(userIds)])],
  });
};
