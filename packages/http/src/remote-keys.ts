import { DependencyUnavailable } from '@questline/postgres/unavailable';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  errors,
  type JWTVerifyGetKey,
} from 'jose';

/** A key lookup that can also be asked for all keys now, to see whether auth answers. */
export type RemoteKeys = JWTVerifyGetKey & { load(): Promise<void> };

/**
 * The auth service's public keys by its JWKS address, cached; an unknown key id is looked up again.
 * While auth is out the keys known go on serving, however old; where the key is not among them, checks
 * throw DependencyUnavailable (503).
 */
export const createRemoteKeys = (url: string, fetchKeys?: typeof fetch): RemoteKeys => {
  const keys = createRemoteJWKSet(new URL(url), {
    timeoutDuration: 5_000,
    cooldownDuration: 5_000,
    ...(fetchKeys && { [customFetch]: fetchKeys }),
  });
  const getKey: JWTVerifyGetKey = async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) throw error;
      const known = keys.jwks();
      if (known === undefined) throw new DependencyUnavailable('auth', error);
      return createLocalJWKSet(known)(header, token).catch(() => {
        throw new DependencyUnavailable('auth', error);
      });
    }
  };
  const load = async () => {
    try {
      await keys.reload();
    } catch (error) {
      throw new DependencyUnavailable('auth', error);
    }
  };
  return Object.assign(getKey, { load });
};
