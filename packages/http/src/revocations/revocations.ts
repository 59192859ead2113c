import { type RevocationPage, revocationsHint } from '@questline/contracts/auth/revocation';
import { DependencyUnavailable } from '@questline/postgres/unavailable';
import { createRevocationView, type RevocationView } from './revocation-view.ts';

/** Whether a session still counts; unknown once the revocations are too old to say. */
export type Standing = 'valid' | 'revoked' | 'unknown';

/** The revocations as a process knows them: asking costs no call. */
export interface Revocations {
  /** Of the session with this id, whose token was issued at `issuedAtMs`. */
  standingOf(sessionId: string, issuedAtMs: number): Standing;
  /** Whether an API key was revoked or changed since auth was asked for it at `askedAtMs`. */
  hasChanged(keyId: string, askedAtMs: number): boolean;
  /** Takes a broadcast of auth; what is none is passed over. */
  hear(message: unknown): void;
  /** Calls `listener` whenever credentials may have lost their standing; returns how to end that. */
  onChange(listener: () => void): () => void;
}

/** Where revocations are read: a page of what was revoked since a cursor. */
export type RevocationSource = (from: {
  readonly since: string;
  readonly after: string;
}) => Promise<RevocationPage>;

/** While auth cannot be asked nobody can revoke over its API; credentials go on for this long. */
const staleMsMax = 5 * 60_000;
/** How often what cannot matter any more is dropped, which takes a look at everything. */
const forgetEveryMs = 60_000;
/** Of one reading. The table holds what matters only; more than this is read at the next look. */
const pagesMax = 1_000;

export interface RefreshedRevocations extends Revocations {
  /** Reads what is new. Throws what the source throws, DependencyUnavailable where it ends too late. */
  refresh(): Promise<void>;
  size(): number;
  /** Since the last reading, Infinity before the first. */
  ageMs(): number;
}

/** Revocations that are as new as the last `refresh`; before the first one every standing is unknown. */
export const createRevocations = (options: {
  readonly source: RevocationSource;
  readonly view?: RevocationView;
  readonly nowMs?: () => number;
}): RefreshedRevocations => {
  const { source, view = createRevocationView(), nowMs = Date.now } = options;
  const listeners = new Set<() => void>();
  let cursor = '0';
  let refreshedAtMs = Number.NEGATIVE_INFINITY;
  let forgotAtMs = Number.NEGATIVE_INFINITY;

  const announce = () => {
    for (const listener of [...listeners]) listener();
  };
  const isStale = () => nowMs() - refreshedAtMs > staleMsMax;

  const forgetExpired = (atMs: number) => {
    if (atMs - forgotAtMs < forgetEveryMs) return;
    forgotAtMs = atMs;
    view.forgetExpired(atMs);
  };

  const read = async () => {
    let next: string | undefined;
    let after: string | null = '0';
    let isNew = false;
    for (let pages = 0; after !== null; pages += 1) {
      if (pages === pagesMax) throw new DependencyUnavailable('auth', `over ${pagesMax} pages`);
      const page: RevocationPage = await source({ since: cursor, after });
      next ??= page.cursor;
      isNew = view.add(page.data, nowMs()) || isNew;
      after = page.more;
    }
    cursor = next ?? cursor;
    return isNew;
  };

  return {
    standingOf: (sessionId, issuedAtMs) => {
      if (view.hasEnded(sessionId, issuedAtMs)) return 'revoked';
      return isStale() ? 'unknown' : 'valid';
    },
    hasChanged: view.hasChanged,
    hear: (message) => {
      const hint = revocationsHint.safeParse(message);
      if (hint.success && view.add(hint.data.revocations, nowMs())) announce();
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    refresh: async () => {
      const startedMs = nowMs();
      try {
        const isNew = await read();
        refreshedAtMs = startedMs;
        forgetExpired(startedMs);
        if (isNew) announce();
      } catch (error) {
        if (isStale()) announce();
        throw error;
      }
    },
    size: view.size,
    ageMs: () => nowMs() - refreshedAtMs,
  };
};
