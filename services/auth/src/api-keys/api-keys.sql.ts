import type { Queryable, Transaction } from '@questline/postgres/database';
import type { ApiKeyRow } from './api-key.ts';

const columns =
  'id, name, prefix, scopes, event_types, created_by, created_at, last_used_at, revoked_at';

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

export type NewApiKey = Omit<ApiKeyRow, 'last_used_at' | 'revoked_at'> & {
  readonly secret_hash: string;
};

/** Throws a unique violation when a live key has the name. */
export const insertApiKey = async (tx: Transaction, key: NewApiKey): Promise<void> => {
  await tx.query({
    name: 'insert-api-key',
    text: `
      insert into api_keys
        (id, name, prefix, secret_hash, scopes, event_types, created_by, created_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    values: [
      key.id,
      key.name,
      key.prefix,
      key.secret_hash,
      key.scopes,
      key.event_types,
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

export const selectLiveApiKey = async (
  database: Queryable,
  secretHash: string,
): Promise<ApiKeyRow | undefined> => {
  const { rows } = await database.query<ApiKeyRow>({
    name: 'select-live-api-key',
    text: `select ${columns} from api_keys where secret_hash = $1 and revoked_at is null`,
    values: [secretHash],
  });
  return rows[0];
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

/** The hash of the key that is revoked now, or was before; undefined for an unknown id. */
export const revokeApiKey = async (
  tx: Transaction,
  id: string,
  at: Date,
): Promise<string | undefined> => {
  const { rows } = await tx.query<{ secret_hash: string }>({
    name: 'revoke-api-key',
    text: `
      update api_keys set revoked_at = coalesce(revoked_at, $2)
      where id = $1
      returning secret_hash`,
    values: [id, at],
  });
  return rows[0]?.secret_hash;
};
