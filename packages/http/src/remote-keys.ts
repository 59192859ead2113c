import { DependencyUnavailable } from '@questline/postgres/unavailable';
import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from 'jose';

/**
 * The auth service's public keys by its JWKS address, cached; an unknown key id is looked up again.
 * While auth is out and the key is not cached, checks throw DependencyUnavailable (503).
 */
export const createRemoteKeys = (url: string, fetchKeys?: typeof fetch): JWTVerifyGetKey => {
  const keys = createRemoteJWKSet(new URL(url), {
    timeoutDuration: 5_000,
    cooldownDuration: 5_000,
    ...(fetchKeys && { [customFetch]: fetchKeys }),
  });
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) throw error;
      throw new DependencyUnavailable('auth', error);
    }
  };
};
