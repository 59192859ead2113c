import { userStatus } from '@questline/contracts/auth/user';
import type { Queryable, Transaction } from '@questline/postgres/database';
import type { Session } from './session.ts';

export const insertSession = async (tx: Transaction, session: Session): Promise<void> => {
  await tx.query({
    name: 'insert-session',
    text: `
      insert into sessions (user_id, id, token_id, created_at, expires_at, tokens_expire_at)
      values ($1, $2, $3, $4, $5, $6)`,
    values: [
      session.user_id,
      session.id,
      session.token_id,
      session.created_at,
      session.expires_at,
      session.tokens_expire_at,
    ],
  });
};

/** Called at sign-in, for that user: nobody has to walk all sessions at midnight. */
export const deleteExpiredSessions = async (
  tx: Transaction,
  userId: string,
  now: Date,
): Promise<void> => {
  await tx.query({
    name: 'delete-expired-sessions',
    text: 'delete from sessions where user_id = $1 and expires_at <= $2',
    values: [userId, now],
  });
};

/** The session if its user may use it: not deleted, not banned. */
export const selectLiveSession = async (
  database: Queryable,
  key: { user_id: string; session_id: string },
  now: Date,
): Promise<{ is_superuser: boolean } | undefined> => {
  const { rows } = await database.query<{ is_superuser: boolean }>({
    name: 'select-live-session',
    text: `
      select u.is_superuser
      from sessions s join users u on u.id = s.user_id
      where s.user_id = $1 and s.id = $2 and s.expires_at > $3 and u.status <> $4`,
    values: [key.user_id, key.session_id, now, userStatus.banned],
  });
  return rows[0];
};

/** Locks the session, so that parallel refreshes rotate it one after another. */
export const selectSessionForUpdate = async (
  tx: Transaction,
  key: { user_id: string; session_id: string },
): Promise<(Session & { is_superuser: boolean }) | undefined> => {
  const { rows } = await tx.query<Session & { is_superuser: boolean }>({
    name: 'select-session-for-update',
    text: `
      select s.user_id, s.id, s.token_id, s.previous_token_id, s.rotated_at, s.created_at,
        s.expires_at, s.tokens_expire_at, u.is_superuser
      from sessions s join users u on u.id = s.user_id
      where s.user_id = $1 and s.id = $2 and u.status <> $3
      for no key update of s`,
    values: [key.user_id, key.session_id, userStatus.banned],
  });
  return rows[0];
};

/** Tokens of a session of which it was never known when they end may last as long as it does. */
export const updateSessionToken = async (tx: Transaction, session: Session): Promise<void> => {
  await tx.query({
    name: 'update-session-token',
    text: `
      update sessions set token_id = $3, previous_token_id = $4, rotated_at = $5,
        tokens_expire_at =
          case when tokens_expire_at is not null then greatest(tokens_expire_at, $6) end
      where user_id = $1 and id = $2`,
    values: [
      session.user_id,
      session.id,
      session.token_id,
      session.previous_token_id,
      session.rotated_at,
      session.tokens_expire_at,
    ],
  });
};
