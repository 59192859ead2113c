import type { ApiKeyVerify } from '@questline/http/cached-key-verify';
import type { AttemptLimits } from '../attempts/attempt.ts';

/** Counts keys that nobody has by the address that sent them; a live key is taken all the same. */
export const countKeyGuesses =
  (verify: ApiKeyVerify, attempts: AttemptLimits): ApiKeyVerify =>
  async (secretHash, address) => {
    const grant = await verify(secretHash);
    if (grant === undefined && address !== undefined) {
      await attempts.refuse({ kind: 'api-key', address });
    }
    return grant;
  };
