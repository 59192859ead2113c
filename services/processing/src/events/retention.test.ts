import { describe, expect, it } from 'vitest';
import { decideExpired, type EventMonth } from './retention.ts';

const monthOf = (name: string, change: Partial<EventMonth> = {}): EventMonth => {
  const [, year, month] = name.split('_').map(Number);
  return {
    name,
    state: 'attached',
    until: new Date(Date.UTC(year ?? 0, month ?? 0, 1)),
    ...change,
  };
};

const expired = (
  names: readonly (string | EventMonth)[],
  now: string,
  policy: { months?: number; latenessMaxSeconds?: number } = {},
) =>
  decideExpired(
    names.map((name) => (typeof name === 'string' ? monthOf(name) : name)),
    new Date(now),
    { months: 1, latenessMaxSeconds: 72 * 3_600, ...policy },
  ).map(({ name }) => name);

const year = ['events_2025_11', 'events_2025_12', 'events_2026_01', 'events_2026_02'];

describe('months past keeping', () => {
  it('are those before the current one and as many as are kept', () => {
    expect(expired(year, '2026-02-01T00:00:00Z')).toEqual(year.slice(0, 2));
    expect(expired(year, '2026-02-28T23:59:59Z')).toEqual(year.slice(0, 2));
    expect(expired(year, '2026-01-31T23:59:59Z')).toEqual(year.slice(0, 1));
    expect(expired(year, '2026-02-10T00:00:00Z', { months: 3 })).toEqual([]);
    expect(expired(year, '2026-02-10T00:00:00Z', { months: 2 })).toEqual(year.slice(0, 1));
  });

  it('are never the current one or one to come, however few are kept', () => {
    const names = ['events_2026_01', 'events_2026_02', 'events_2026_03', 'events_2026_04'];
    expect(expired(names, '2026-02-15T00:00:00Z', { months: 0 })).toEqual([]);
    expect(expired(names, '2026-03-01T00:00:00Z', { months: 0 })).toEqual(names.slice(0, 1));
  });

  it('are older than an event may be late', () => {
    const latenessMaxSeconds = 100 * 86_400;
    expect(expired(year, '2026-03-11T00:00:00Z', { latenessMaxSeconds })).toEqual(year.slice(0, 1));
    expect(expired(year, '2026-03-10T23:59:59Z', { latenessMaxSeconds })).toEqual([]);
  });

  it('come the oldest first, whatever state an interrupted run left them in', () => {
    const months = [
      monthOf('events_2025_12', { state: 'detaching' }),
      monthOf('events_2025_10'),
      monthOf('events_2025_11', { state: 'detached', until: null }),
    ];
    expect(expired(months, '2026-06-01T00:00:00Z')).toEqual([
      'events_2025_10',
      'events_2025_11',
      'events_2025_12',
    ]);
  });

  it('are none that somebody else made', () => {
    const months = [
      monthOf('events_2025_13'),
      monthOf('events_2025_00'),
      monthOf('events_2025_1'),
      monthOf('events_2025_11_restored'),
      monthOf('event_identities'),
      // A quarter under the name of its first month.
      monthOf('events_2025_07', { until: new Date('2025-10-01T00:00:00Z') }),
    ];
    expect(expired(months, '2026-06-01T00:00:00Z')).toEqual([]);
  });
});
