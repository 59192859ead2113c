import type { ApiKeyGrant } from '@questline/contracts/auth/api-key';
import { DependencyUnavailable, isUnavailable } from '@questline/postgres/unavailable';
import { createByteCache, textBytes } from './byte-cache.ts';
import type { Revocations } from './revocations/revocations.ts';

/**
 * Finds the live key whose secret has this hash. The address of who sent it, where it is given, is what
 * guesses are counted by: throws a Refusal 429 after too many. Throws DependencyUnavailable while auth is
 * out.
 */
export type ApiKeyVerify = (
  secretHash: string,
  address?: string,
) => Promise<ApiKeyGrant | undefined>;

export interface CachedKeyVerifyOptions {
  readonly verify: ApiKeyVerify;
  /** A key that was revoked or changed since it was asked for is asked for again. */
  readonly revocations: Pick<Revocations, 'hasChanged' | 'onChange'>;
  /** How long a key is believed; bounds how late a change comes that the revocations do not report. */
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

/**
 * The cached answers of `verify`, with one look-up at a time for a key. An answer that was on its way
 * while its key was revoked is not believed afterwards either.
 */
export const createCachedKeyVerify = (options: CachedKeyVerifyOptions): ApiKeyVerify => {
  const { verify, revocations, now } = options;
  const { ttlMs = ttlMsDefault, cacheBytesMax = cacheBytesDefault } = options;
  const known = createByteCache<Known>(cacheBytesMax, bytesOf);
  // Apart from the known, which guesses would push out.
  const unknown = createByteCache<{ untilMs: number }>(cacheBytesMax, () => timeBytes);
  const lookUps = new Map<string, Promise<ApiKeyGrant | undefined>>();
  let lookUpsRunning = 0;
  // Who asks from now on may not get an answer that is older than what was just revoked.
  revocations.onChange(() => lookUps.clear());

  const remember = (hash: string, grant: ApiKeyGrant | undefined, askedAtMs: number) => {
    const nowMs = now().getTime();
    if (grant === undefined) {
      known.delete(hash);
      unknown.set(hash, { untilMs: nowMs + unknownTtlMs });
    } else {
      known.set(hash, { grant, verifiedAtMs: askedAtMs, checkAgainAtMs: nowMs + ttlMs });
    }
  };

  const ask = async (hash: string, address?: string) => {
    const askedAtMs = now().getTime();
    const grant = await verify(hash, address);
    remember(hash, grant, askedAtMs);
    return grant;
  };

  const lookUp = (hash: string, address?: string): Promise<ApiKeyGrant | undefined> => {
    const running = lookUps.get(hash);
    if (running !== undefined) return running;
    if (lookUpsRunning >= lookUpsMax) {
      return Promise.reject(
        new DependencyUnavailable('auth', `${lookUpsMax} look-ups are under way`),
      );
    }
    lookUpsRunning += 1;
    const lookingUp = ask(hash, address).finally(() => {
      lookUpsRunning -= 1;
      if (lookUps.get(hash) === lookingUp) lookUps.delete(hash);
    });
    lookUps.set(hash, lookingUp);
    return lookingUp;
  };

  const lookUpAgain = async (hash: string, stale: Known) => {
    try {
      return await lookUp(hash);
    } catch (error) {
      const nowMs = now().getTime();
      if (!isUnavailable(error) || nowMs - stale.verifiedAtMs > staleMsMax) throw error;
      known.set(hash, { ...stale, checkAgainAtMs: nowMs + retryDelayMs });
      return stale.grant;
    }
  };

  /** What is known of a key that has not changed since it was asked for. */
  const findKnown = (hash: string): Known | undefined => {
    const found = known.get(hash);
    if (found === undefined) return undefined;
    if (!revocations.hasChanged(found.grant.id, found.verifiedAtMs)) return found;
    known.delete(hash);
    return undefined;
  };

  const find = async (hash: string, address?: string) => {
    const nowMs = now().getTime();
    const found = findKnown(hash);
    if (found !== undefined) {
      return nowMs < found.checkAgainAtMs ? found.grant : lookUpAgain(hash, found);
    }
    const isUnknown = nowMs < (unknown.get(hash)?.untilMs ?? 0);
    return isUnknown ? undefined : lookUp(hash, address);
  };

  /** A secret that ends while it is cached is refused from that instant on. */
  return async (hash, address) => {
    const grant = await find(hash, address);
    const isOver = grant?.valid_until != null && Date.parse(grant.valid_until) <= now().getTime();
    return isOver ? undefined : grant;
  };
};
