import type { Queryable } from '@questline/postgres/database';
import type { JWK } from 'jose';

export interface SigningKeyRow {
  readonly kid: string;
  readonly private_jwk: JWK;
  readonly active: boolean;
}

/** The active key first; retired ones stay until their last token has expired. */
export const selectSigningKeys = async (database: Queryable): Promise<SigningKeyRow[]> => {
  const { rows } = await database.query<SigningKeyRow>({
    name: 'select-signing-keys',
    text: `
      select kid, private_jwk, active from signing_keys
      order by active desc, created_at desc`,
  });
  return rows;
};

/** Stores the first key; does nothing if another process was quicker. */
export const insertSigningKey = async (
  database: Queryable,
  key: { kid: string; private_jwk: JWK; created_at: Date },
): Promise<void> => {
  await database.query({
    name: 'insert-signing-key',
    text: `
      insert into signing_keys (kid, private_jwk, active, created_at)
      values ($1, $2, true, $3)
      on conflict do nothing`,
    values: [key.kid, JSON.stringify(key.private_jwk), key.created_at],
  });
};
