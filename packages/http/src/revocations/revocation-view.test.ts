import type { Revocation } from '@questline/contracts/auth/revocation';
import { describe, expect, it } from 'vitest';
import { createRevocationView } from './revocation-view.ts';

const startMs = Date.parse('2026-01-01T00:00:00Z');
const hourMs = 3_600_000;

/** Subject `n`, revoked at second `n` and valid for an hour more. */
const revocationOf = (n: number, kind = 'session'): Revocation => ({
  kind,
  subject: `subject ${n}`,
  revoked_at: new Date(startMs + n * 1_000).toISOString(),
  expires_at: new Date(startMs + n * 1_000 + hourMs).toISOString(),
});
const revocationsUpTo = (count: number, kind?: string) =>
  Array.from({ length: count }, (_, n) => revocationOf(n, kind));
const fill = (count: number, max: number, kind?: string) => {
  const view = createRevocationView({ sessionsMax: max, keysMax: max });
  view.add(revocationsUpTo(count, kind), startMs);
  return view;
};

describe('the view of revocations', () => {
  it('knows which sessions have ended and no others, whatever it is given again', () => {
    const view = createRevocationView();
    expect(view.add([revocationOf(1), revocationOf(2)], startMs)).toBe(true);
    expect(view.add([revocationOf(1), revocationOf(2)], startMs)).toBe(false);
    expect(view.hasEnded('subject 1', startMs)).toBe(true);
    expect(view.hasEnded('subject 2', Number.POSITIVE_INFINITY)).toBe(true);
    expect(view.hasEnded('subject 3', startMs)).toBe(false);
  });

  it('believes a key again that was asked for after its change was heard of', () => {
    const view = createRevocationView();
    view.add([revocationOf(1, 'api-key')], startMs);
    expect(view.hasChanged('subject 1', startMs)).toBe(true);
    expect(view.hasChanged('subject 1', startMs + 1)).toBe(false);
    expect(view.hasChanged('subject 2', startMs)).toBe(false);
    const later = { ...revocationOf(1, 'api-key'), revoked_at: revocationOf(2).revoked_at };
    expect(view.add([later, revocationOf(1, 'api-key')], startMs + 10)).toBe(true);
    expect(view.hasChanged('subject 1', startMs + 10)).toBe(true);
  });

  it('passes over kinds of a later release', () => {
    const view = createRevocationView();
    expect(view.add([revocationOf(1, 'player')], startMs)).toBe(false);
    expect(view.hasEnded('subject 1', startMs)).toBe(false);
  });

  it('drops a revocation once nothing it is about can be valid', () => {
    const view = fill(2, 10);
    view.forgetExpired(startMs + hourMs - 1);
    expect(view.size()).toBe(2);
    view.forgetExpired(startMs + hourMs);
    expect(view.size()).toBe(1);
    expect(view.hasEnded('subject 1', startMs)).toBe(true);
  });

  it.each([11, 15, 100, 1_000])('holds ten of %i at most, and still refuses each', (count) => {
    const sessions = fill(count, 10);
    const keys = fill(count, 10, 'api-key');
    expect(sessions.size()).toBeLessThanOrEqual(10);
    expect(keys.size()).toBeLessThanOrEqual(10);
    // A session gets no token after it has ended.
    for (let n = 0; n < count; n += 1) {
      expect(sessions.hasEnded(`subject ${n}`, startMs + n * 1_000)).toBe(true);
      expect(keys.hasChanged(`subject ${n}`, startMs)).toBe(true);
    }
  });

  it('refuses other tokens that are as old as what it folded, and no newer ones', () => {
    const view = fill(11, 10);
    expect(view.size()).toBe(5);
    // Subjects 0 to 5 were folded; clocks may be five seconds apart.
    expect(view.hasEnded('another', startMs + 10_000)).toBe(true);
    expect(view.hasEnded('another', startMs + 10_001)).toBe(false);
    expect(view.hasEnded('subject 10', startMs + 60_000)).toBe(true);
  });

  it('takes back nothing that it folded', () => {
    const view = fill(11, 10);
    expect(view.add(revocationsUpTo(6), startMs)).toBe(false);
    expect(view.size()).toBe(5);
  });
});
