import type { ApiKeyGrant } from '@questline/contracts/auth/api-key';
import { DependencyUnavailable, isUnavailable } from '@questline/postgres/unavailable';
import { createByteCache, textBytes } from './byte-cache.ts';

/** Finds the live key whose secret has this hash. Throws DependencyUnavailable while auth is out. */
export type ApiKeyVerify = (secretHash: string) => Promise<ApiKeyGrant | undefined>;

export interface CachedKeyVerifyOptions {
  readonly verify: ApiKeyVerify;
  /** How long a key is believed; bounds how late a revocation comes whose broadcast was lost. */
  readonly ttlMs?: number;
  /** For the keys that are remembered, and as much for those that do not exist. */
  readonly cacheBytesMax?: number;
  readonly now: () => Date;
}

const ttlMsDefault = 30_000;
const unknownTtlMs = 5_000;
/** While auth cannot be asked nobody can revoke; a key known before goes on for this long. */
const staleMsMax = 5 * 60_000;
const retryDelayMs = 2_000;
/** Room for some ten thousand. */
const cacheBytesDefault = 16 * 1024 * 1024;
/** At once, so that a flood of guesses does not become one at auth. */
const lookUpsMax = 500;

interface Known {
  readonly grant: ApiKeyGrant;
  readonly verifiedAtMs: number;
  readonly checkAgainAtMs: number;
}

const timeBytes = 16;
/** About: its two times, and the texts of the grant. */
const bytesOf = ({ grant }: Known): number => 2 * timeBytes + textBytes(JSON.stringify(grant));

/** The cached answers of `verify`, with one look-up at a time for a key. */
export const createCachedKeyVerify = (options: CachedKeyVerifyOptions) => {
  const { verify, ttlMs = ttlMsDefault, cacheBytesMax = cacheBytesDefault, now } = options;
  const known = createByteCache<Known>(cacheBytesMax, bytesOf);
  // Apart from the known, which guesses would push out.
  const unknown = createByteCache<{ untilMs: number }>(cacheBytesMax, () => timeBytes);
  const lookUps = new Map<string, Promise<ApiKeyGrant | undefined>>();

  const remember = (hash: string, grant: ApiKeyGrant | undefined) => {
    const nowMs = now().getTime();
    if (grant === undefined) {
      known.delete(hash);
      unknown.set(hash, { untilMs: nowMs + unknownTtlMs });
    } else {
      known.set(hash, { grant, verifiedAtMs: nowMs, checkAgainAtMs: nowMs + ttlMs });
    }
  };

  const lookUp = async (hash: string) => {
    if (lookUps.size >= lookUpsMax && !lookUps.has(hash)) {
      throw new DependencyUnavailable('auth', `${lookUpsMax} look-ups are under way`);
    }
    const running = lookUps.get(hash) ?? verify(hash);
    lookUps.set(hash, running);
    try {
      const grant = await running;
      // Forgotten meanwhile, it may have been read before the revocation: not to be remembered.
      if (lookUps.get(hash) === running) remember(hash, grant);
      return grant;
    } finally {
      if (lookUps.get(hash) === running) lookUps.delete(hash);
    }
  };

  const lookUpAgain = async (hash: string, stale: Known) => {
    try {
      return await lookUp(hash);
    } catch (error) {
      const nowMs = now().getTime();
      const isForgotten = known.get(hash) === undefined;
      if (!isUnavailable(error) || isForgotten || nowMs - stale.verifiedAtMs > staleMsMax) {
        throw error;
      }
      known.set(hash, { ...stale, checkAgainAtMs: nowMs + retryDelayMs });
      return stale.grant;
    }
  };

  const find = async (hash: string) => {
    const nowMs = now().getTime();
    const cached = known.get(hash);
    if (cached !== undefined) {
      return nowMs < cached.checkAgainAtMs ? cached.grant : lookUpAgain(hash, cached);
    }
    const isUnknown = nowMs < (unknown.get(hash)?.untilMs ?? 0);
    return isUnknown ? undefined : lookUp(hash);
  };

  return {
    /** A secret that ends while it is cached is refused from that instant on. */
    verify: async (hash: string) => {
      const grant = await find(hash);
      const isOver = grant?.valid_until != null && Date.parse(grant.valid_until) <= now().getTime();
      return isOver ? undefined : grant;
    },
    forget: (hash?: string) => {
      for (const each of [known, unknown, lookUps]) {
        if (hash === undefined) each.clear();
        else each.delete(hash);
      }
    },
  };
};
