import type { Queryable } from '@questline/postgres/database';
import { z } from 'zod';

const accountId = z.uuid();

/** Whether the id is an account's, or somebody's who was paid or has spent. */
export const isUserKnown = async (database: Queryable, userId: string): Promise<boolean> => {
  const account = accountId.safeParse(userId);
  const { rows } = await database.query<{ known: boolean }>({
    name: 'is-user-known',
    text: `
      select exists (select from balances where user_id = $1)
        or exists (select from users where id = $2::uuid and id::text = $1) as known`,
    values: [userId, account.data ?? null],
  });
  return rows[0]?.known === true;
};
