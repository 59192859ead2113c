import { describe, expect, it } from 'vitest';
import { zones } from './testing/arbitraries.ts';
import { openingsAround } from './testing/naive-calendar.ts';
import { closingOf, createRecurrence, type Opening } from './window.ts';

const openingAt = (cron: string, zone: string, time: string): string | undefined => {
  const opening = createRecurrence(cron, 3_600).openingAt(zone, Date.parse(time));
  return opening === undefined ? undefined : new Date(opening.start).toISOString();
};

describe('createRecurrence', () => {
  it('given Fridays at six, when it is that very instant, then the window opens', () => {
    expect(openingAt('0 18 * * 5', 'Europe/Berlin', '2026-06-05T16:00:00Z')).toBe(
      '2026-06-05T16:00:00.000Z',
    );
  });

  it('given Fridays at six, when it is a millisecond before, then the last is of a week ago', () => {
    expect(openingAt('0 18 * * 5', 'Europe/Berlin', '2026-06-05T15:59:59.999Z')).toBe(
      '2026-05-29T16:00:00.000Z',
    );
  });

  it('given half past two, when the clocks skip it, then it opens after the gap', () => {
    expect(openingAt('30 2 * * *', 'Europe/Berlin', '2026-03-29T12:00:00Z')).toBe(
      '2026-03-29T01:00:00.000Z',
    );
  });

  it('given half past two, when the clocks show it twice, then it opens once', () => {
    expect(openingAt('30 2 * * *', 'Europe/Berlin', '2026-10-25T12:00:00Z')).toBe(
      '2026-10-25T00:30:00.000Z',
    );
  });

  it('given a pattern, then the windows are as long as it says', () => {
    expect(createRecurrence('0 0 * * *', 90).durationMs).toBe(90_000);
  });

  it.each([
    [undefined, '2026-10-25T23:00:00.000Z'],
    [86_400, '2026-10-25T22:00:00.000Z'],
    [7 * 86_400, '2026-10-25T23:00:00.000Z'],
  ])(
    'given a day of 25 hours and a duration of %s, then its window closes at %s',
    (seconds, end) => {
      const recurrence = createRecurrence('0 0 * * *', seconds);
      const opening = recurrence.openingAt('Europe/Berlin', Date.parse('2026-10-25T12:00:00Z'));
      expect(new Date(closingOf(recurrence, opening as Opening)).toISOString()).toBe(end);
    },
  );

  it('given a zone that nobody knows, then windows open by UTC', () => {
    expect(openingAt('0 9 * * *', 'Mars/Olympus', '2026-06-01T12:00:00Z')).toBe(
      '2026-06-01T09:00:00.000Z',
    );
  });

  it('given no pattern, then it throws', () => {
    expect(() => createRecurrence('soon', 60)).toThrow();
    expect(() => createRecurrence('0 0 0 * * *', 60)).toThrow();
  });

  it.each(['0 0 * * *', '30 */6 * * *', '30 2 * * *', '0 9 * * 1', '0 0 1 * *'])(
    'given %s, when asked in any order and zone, then it is the latest of all openings before',
    (cron) => {
      const recurrence = createRecurrence(cron, 60);
      for (let index = 0; index < 120; index += 1) {
        const zone = zones[index % zones.length] ?? 'UTC';
        const at = Date.parse('2026-03-20T00:00:00Z') + ((index * 37) % 120) * 7_200_001;
        const latest = openingsAround(cron, zone, at).findLast((opening) => opening <= at);
        expect(recurrence.openingAt(zone, at)?.start).toBe(latest);
      }
    },
  );

  it('given more zones than are remembered, then each still has its own', () => {
    const recurrence = createRecurrence('0 0 * * *', 60);
    const noon = Date.parse('2026-06-01T12:00:00Z');
    for (const zone of Intl.supportedValuesOf('timeZone').slice(0, 130)) {
      const opening = recurrence.openingAt(zone, noon)?.start ?? Number.NaN;
      expect(noon - opening).toBeLessThanOrEqual(25 * 3_600_000);
    }
  });
});
