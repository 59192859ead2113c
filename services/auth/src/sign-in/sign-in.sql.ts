import { userStatus } from '@questline/contracts/auth/user';
import type { Queryable, Transaction } from '@questline/postgres/database';
import type { SignInUser } from './sign-in.ts';

/** The user whose name or e-mail this is, and the hash to verify the password with. */
export const selectPasswordHash = async (
  database: Queryable,
  signInName: string,
): Promise<{ id: string; password_hash: string } | undefined> => {
  const { rows } = await database.query<{ id: string; password_hash: string }>({
    name: 'select-password-hash',
    text: `
      select u.id, u.password_hash
      from sign_in_names n
      cross join lateral (select id, password_hash from users where id = n.user_id limit 1) as u
      where n.name = $1`,
    values: [signInName],
  });
  return rows[0];
};

/** Locks the user: of parallel sign-ins one is the first. */
export const selectSignInUserForUpdate = async (
  tx: Transaction,
  userId: string,
): Promise<SignInUser | undefined> => {
  const { rows } = await tx.query<SignInUser>({
    name: 'select-sign-in-user-for-update',
    early: true,
    text: `
      select user_name, timezone, is_superuser, password_hash, status, first_signed_in_at
      from users where id = $1
      for no key update`,
    values: [userId],
  });
  return rows[0];
};

export const updateFirstSignIn = async (
  tx: Transaction,
  userId: string,
  at: Date,
): Promise<void> => {
  await tx.query({
    name: 'update-first-sign-in',
    text: `
      update users set status = $3, first_signed_in_at = $2
      where id = $1 and first_signed_in_at is null`,
    values: [userId, at, userStatus.notNew],
  });
};
