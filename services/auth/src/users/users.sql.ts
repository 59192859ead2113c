import type { Queryable, Transaction } from '@questline/postgres/database';
import type { UserRow } from './user.ts';

export interface NewUser {
  readonly id: string;
  readonly user_name: string;
  readonly email: string | null;
  readonly full_name: string | null;
  readonly password_hash: string;
  readonly timezone: string;
  readonly is_superuser: boolean;
  readonly created_at: Date;
  /** From `toSignInNames`. */
  readonly sign_in_names: readonly string[];
}

/** Throws a unique violation when one of the names is somebody else's. */
export const insertUser = async (tx: Transaction, user: NewUser): Promise<void> => {
  await tx.query({
    name: 'insert-user',
    text: `
      with inserted as (
        insert into users (id, user_name, email, full_name, password_hash, timezone, is_superuser, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
      )
      insert into sign_in_names (name, user_id)
      select name, $1 from unnest($9::text[]) as name`,
    values: [
      user.id,
      user.user_name,
      user.email,
      user.full_name,
      user.password_hash,
      user.timezone,
      user.is_superuser,
      user.created_at,
      user.sign_in_names,
    ],
  });
};

/** Those of `names` that are in use. */
export const selectTakenNames = async (
  database: Queryable,
  names: readonly string[],
): Promise<string[]> => {
  const { rows } = await database.query<{ name: string }>({
    name: 'select-taken-names',
    text: 'select name from sign_in_names where name = any($1::text[])',
    values: [names],
  });
  return rows.map(({ name }) => name);
};

export const selectUser = async (
  database: Queryable,
  userId: string,
): Promise<UserRow | undefined> => {
  const { rows } = await database.query<UserRow>({
    name: 'select-user',
    text: `
      select u.id, u.user_name, u.email, u.full_name, u.timezone, u.is_superuser, u.status,
        coalesce(gold.balance, 0) as gold, coalesce(diamond.balance, 0) as diamond, u.created_at
      from users u
      left join balances gold on gold.user_id = u.id::text and gold.currency = 'gold'
      left join balances diamond on diamond.user_id = u.id::text and diamond.currency = 'diamond'
      where u.id = $1`,
    values: [userId],
  });
  return rows[0];
};
