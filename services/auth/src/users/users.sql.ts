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

/** Names in use that are one of `names`, or look like one to the eye. */
export const selectTakenNames = async (
  database: Queryable,
  names: readonly string[],
): Promise<string[]> => {
  const { rows } = await database.query<{ name: string }>({
    name: 'select-taken-names',
    text: `
      select name from sign_in_names
      where to_look_alike(name) = any (
        array(select to_look_alike(name) from unnest($1::text[]) as name)
      )`,
    values: [names],
  });
  return rows.map(({ name }) => name);
};

/** Lets one at a time take names that look alike, until the end of the transaction. */
export const lockLookAlikes = async (tx: Transaction, names: readonly string[]): Promise<void> => {
  await tx.query({
    name: 'lock-look-alikes',
    text: `
      select pg_advisory_xact_lock(hashtextextended(look_alike, 0))
      from (
        select distinct to_look_alike(name) as look_alike
        from unnest($1::text[]) as name
        order by 1
      ) as ordered`,
    values: [names],
  });
};

/** Whoever is a superuser, with the hash of the password. */
export const selectSuperuserPasswords = async (
  database: Queryable,
): Promise<{ user_name: string; password_hash: string }[]> => {
  const { rows } = await database.query<{ user_name: string; password_hash: string }>({
    name: 'select-superuser-passwords',
    text: 'select user_name, password_hash from users where is_superuser order by created_at',
  });
  return rows;
};

export const selectUserBySignInName = async (
  database: Queryable,
  signInName: string,
): Promise<{ id: string; user_name: string; email: string | null } | undefined> => {
  const { rows } = await database.query<{ id: string; user_name: string; email: string | null }>({
    name: 'select-user-by-sign-in-name',
    text: `
      select u.id, u.user_name, u.email
      from (select user_id from sign_in_names where name = $1) n
      cross join lateral (select * from users where id = n.user_id limit 1) u`,
    values: [signInName],
  });
  return rows[0];
};

export const updatePassword = async (
  tx: Transaction,
  userId: string,
  passwordHash: string,
): Promise<void> => {
  await tx.query({
    name: 'update-password',
    text: 'update users set password_hash = $2 where id = $1',
    values: [userId, passwordHash],
  });
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
