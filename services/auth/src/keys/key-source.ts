import type { Database } from '@questline/postgres/database';
import {
  type CryptoKey,
  calculateJwkThumbprint,
  createLocalJWKSet,
  errors,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  type JWTVerifyGetKey,
} from 'jose';
import { insertSigningKey, type SigningKeyRow, selectSigningKeys } from './signing-keys.sql.ts';

export const signatureAlgorithm = 'ES256';

/** An unknown key id looks into the database again, but no more often than this. */
const reloadIntervalMs = 5_000;

interface SigningKey {
  readonly kid: string;
  readonly key: CryptoKey;
}

/** The service's keys, read from its database on first use and kept. */
export interface KeySource {
  /** The key new tokens are signed with; whoever asks first makes it. */
  signingKey(): Promise<SigningKey>;
  /** What the JWKS address publishes. */
  publicKeys(): Promise<{ keys: JWK[] }>;
  /** Finds the public key of a token: for checks in the same process. */
  readonly getKey: JWTVerifyGetKey;
}

const toPublicJwk = ({ kid, private_jwk }: SigningKeyRow): JWK => {
  const { kty, crv, x, y } = private_jwk as Record<'kty' | 'crv' | 'x' | 'y', string>;
  return { kty, crv, x, y, kid, alg: signatureAlgorithm, use: 'sig' };
};

const generateKey = async () => {
  const { privateKey } = await generateKeyPair(signatureAlgorithm, { extractable: true });
  const privateJwk = await exportJWK(privateKey);
  return { kid: await calculateJwkThumbprint(privateJwk), private_jwk: privateJwk };
};

const readKeys = async (database: Database, now: Date) => {
  let rows = await selectSigningKeys(database);
  if (!rows[0]?.active) {
    await insertSigningKey(database, { ...(await generateKey()), created_at: now });
    rows = await selectSigningKeys(database);
  }
  const [active] = rows;
  if (!active) throw new Error('the signing key just stored is gone');
  const key = await importJWK(active.private_jwk, signatureAlgorithm);
  if (key instanceof Uint8Array) throw new Error('the signing key is not an elliptic curve key');
  const publicKeys = { keys: rows.map(toPublicJwk) };
  return {
    signingKey: { kid: active.kid, key },
    publicKeys,
    getKey: createLocalJWKSet(publicKeys),
    readAt: now.getTime(),
  };
};

export const createKeySource = (options: { database: Database; now: () => Date }): KeySource => {
  type Keys = Awaited<ReturnType<typeof readKeys>>;
  let reading: Promise<Keys> | undefined;

  const read = (): Promise<Keys> => {
    const attempt = readKeys(options.database, options.now());
    // A failed read is not kept: the database may be back at the next request.
    attempt.catch(() => {
      if (reading === attempt) reading = undefined;
    });
    reading = attempt;
    return attempt;
  };
  const current = () => reading ?? read();

  return {
    signingKey: async () => (await current()).signingKey,
    publicKeys: async () => (await current()).publicKeys,
    getKey: async (header, token) => {
      const keys = await current();
      try {
        return await keys.getKey(header, token);
      } catch (error) {
        const unknown = error instanceof errors.JWKSNoMatchingKey;
        if (!unknown || options.now().getTime() - keys.readAt < reloadIntervalMs) throw error;
        return (await read()).getKey(header, token);
      }
    },
  };
};
