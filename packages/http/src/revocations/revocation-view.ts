import type { Revocation } from '@questline/contracts/auth/revocation';
import { createBoundedRevocations } from './bounded-revocations.ts';

/** Ended sessions in memory, about 150 bytes each. */
export const endedSessionsMax = 200_000;
/** API keys in memory that were revoked or changed. */
export const changedKeysMax = 10_000;
/** How far the clocks of two machines may be apart. */
const clockToleranceMs = 5_000;

/** What is known of credentials that ended before their time. */
export interface RevocationView {
  /** Whether one of them was new to it. */
  add(revocations: readonly Revocation[], heardAtMs: number): boolean;
  /** Whether the session has ended whose token was issued at `issuedAtMs`. */
  hasEnded(sessionId: string, issuedAtMs: number): boolean;
  /** Whether the key was revoked or changed since it was asked for at `askedAtMs`. */
  hasChanged(keyId: string, askedAtMs: number): boolean;
  forgetExpired(nowMs: number): void;
  size(): number;
}

/**
 * Holds the bounds above. Past them it turns coarser, never blind: holders of tokens as old as the ended
 * sessions it folded refresh them once, and API keys are asked for again. A late row that concerns a
 * moment which was folded is covered by it.
 */
export const createRevocationView = (
  bounds: { readonly sessionsMax: number; readonly keysMax: number } = {
    sessionsMax: endedSessionsMax,
    keysMax: changedKeysMax,
  },
): RevocationView => {
  const sessions = createBoundedRevocations(bounds.sessionsMax);
  const keys = createBoundedRevocations(bounds.keysMax);
  // A kind of a later release has no place here.
  const byKind = new Map([
    ['session', sessions],
    ['api-key', keys],
  ]);

  const addOne = ({ kind, subject, revoked_at, expires_at }: Revocation, heardAtMs: number) =>
    byKind.get(kind)?.add(subject, {
      revokedAtMs: Date.parse(revoked_at),
      heardAtMs,
      expiresAtMs: Date.parse(expires_at),
    }) ?? false;

  return {
    add: (revocations, heardAtMs) =>
      revocations.reduce((isNew, each) => addOne(each, heardAtMs) || isNew, false),
    hasEnded: (sessionId, issuedAtMs) =>
      sessions.get(sessionId) !== undefined ||
      issuedAtMs <= sessions.folded().revokedAtMs + clockToleranceMs,
    hasChanged: (keyId, askedAtMs) =>
      askedAtMs <= Math.max(keys.get(keyId)?.heardAtMs ?? 0, keys.folded().heardAtMs),
    forgetExpired: (nowMs) => {
      sessions.forgetExpired(nowMs);
      keys.forgetExpired(nowMs);
    },
    size: () => sessions.size() + keys.size(),
  };
};
