import type { Queryable, Transaction } from '@questline/postgres/database';
import type { ApiKeyRow, LiveApiKey } from './api-key.ts';

const columns = `id, name, prefix, scopes, event_types, source, expires_at, previous_expires_at,
  created_by, created_at, last_used_at, revoked_at`;

/** Makes creations wait for each other, so that what is counted stays true. */
export const lockApiKeyCreation = async (tx: Transaction): Promise<void> => {
  await tx.query({ text: "select pg_advisory_xact_lock(hashtext('auth.api-keys'))" });
};

export const countLiveApiKeys = async (database: Queryable): Promise<number> => {
  const { rows } = await database.query<{ count: number }>({
    name: 'count-live-api-keys',
    text: 'select count(*) as count from api_keys where revoked_at is null',
  });
  return rows[0]?.count ?? 0;
};

export const countApiKeys = async (database: Queryable): Promise<number> => {
  const { rows } = await database.query<{ count: number }>({
    name: 'count-api-keys',
    text: 'select count(*) as count from api_keys',
  });
  return rows[0]?.count ?? 0;
};

export type NewApiKey = Omit<ApiKeyRow, 'last_used_at' | 'revoked_at' | 'previous_expires_at'> & {
  readonly secret_hash: string;
};

/** Throws a unique violation when a live key has the name. */
export const insertApiKey = async (tx: Transaction, key: NewApiKey): Promise<void> => {
  await tx.query({
    name: 'insert-api-key',
    text: `
      insert into api_keys
        (id, name, prefix, secret_hash, scopes, event_types, source, expires_at, created_by, created_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    values: [
      key.id,
      key.name,
      key.prefix,
      key.secret_hash,
      key.scopes,
      key.event_types,
      key.source,
      key.expires_at,
      key.created_by,
      key.created_at,
    ],
  });
};

/** Newest first, revoked ones too. */
export const selectApiKeys = async (
  database: Queryable,
  { skip, limit }: { skip: number; limit: number },
): Promise<ApiKeyRow[]> => {
  const { rows } = await database.query<ApiKeyRow>({
    name: 'select-api-keys',
    text: `select ${columns} from api_keys order by created_at desc, id desc offset $1 limit $2`,
    values: [skip, limit],
  });
  return rows;
};

/** The key whose newest secret, or the one before while it is valid, has this hash. */
export const selectLiveApiKey = async (
  database: Queryable,
  secretHash: string,
  at: Date,
): Promise<LiveApiKey | undefined> => {
  const { rows } = await database.query<LiveApiKey>({
    name: 'select-live-api-key',
    text: `
      select * from (
        select ${columns}, expires_at as valid_until
        from api_keys where secret_hash = $1 and revoked_at is null
        union all
        select ${columns}, least(previous_expires_at, expires_at) as valid_until
        from api_keys where previous_secret_hash = $1 and revoked_at is null
      ) live
      where valid_until is null or valid_until > $2`,
    values: [secretHash, at],
  });
  return rows[0];
};

/** Locks a key; undefined for an unknown id. */
export const selectApiKeyForUpdate = async (
  tx: Transaction,
  id: string,
): Promise<ApiKeyRow | undefined> => {
  const { rows } = await tx.query<ApiKeyRow>({
    name: 'select-api-key-for-update',
    text: `select ${columns} from api_keys where id = $1 for no key update`,
    values: [id],
  });
  return rows[0];
};

/** Gives a key a new secret; the one before it ends at `previous_expires_at`. */
export const rotateApiKey = async (
  tx: Transaction,
  key: { id: string; secret_hash: string; prefix: string; previous_expires_at: Date },
): Promise<void> => {
  await tx.query({
    name: 'rotate-api-key',
    text: `
      update api_keys set
        previous_secret_hash = secret_hash, previous_expires_at = $4, secret_hash = $2, prefix = $3
      where id = $1`,
    values: [key.id, key.secret_hash, key.prefix, key.previous_expires_at],
  });
};

/** Leaves a row that somebody else has locked: a use that is not told does no harm, a wait would. */
export const updateLastUse = async (database: Queryable, id: string, at: Date): Promise<void> => {
  await database.query({
    name: 'update-last-use',
    text: `
      update api_keys set last_used_at = $2
      where id = (
        select id from api_keys
        where id = $1 and (last_used_at is null or last_used_at < $2)
        for no key update skip locked
      )`,
    values: [id, at],
  });
};

/** Whether the key is revoked now, or was before; false for an unknown id. */
export const revokeApiKey = async (tx: Transaction, id: string, at: Date): Promise<boolean> => {
  const { rowCount } = await tx.query({
    name: 'revoke-api-key',
    text: `
      update api_keys set revoked_at = coalesce(revoked_at, $2)
      where id = $1`,
    values: [id, at],
  });
  return rowCount === 1;
};
