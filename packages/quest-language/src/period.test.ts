import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstInstantOf, isZone, toLocal } from './local-time.ts';
import { type Calendar, type Period, periodAt, periodKey, startOfPeriod } from './period.ts';
import { zones } from './testing/arbitraries.ts';
import { periodOf } from './testing/naive-calendar.ts';

const hour = 3_600_000;
const calendar = (zone: string, dayStartHours = 0): Calendar => ({
  zone,
  dayStart: dayStartHours * hour,
});

const keyAt = (period: Period, by: Calendar, time: string): string =>
  periodKey(period, periodAt(period, by, Date.parse(time)));

const startAfter = (period: Period, by: Calendar, time: string): string => {
  const next = periodAt(period, by, Date.parse(time)) + 1;
  return new Date(startOfPeriod(period, by, next)).toISOString();
};

describe('periodAt and periodKey', () => {
  it.each([
    ['day', '2026-06-01T00:00:00Z', '2026-06-01'],
    ['day', '2026-05-31T23:59:59.999Z', '2026-05-31'],
    ['day', '1969-12-31T12:00:00Z', '1969-12-31'],
    ['week', '2026-06-01T00:00:00Z', '2026-W23'],
    ['week', '2026-05-31T23:59:59Z', '2026-W22'],
    ['week', '2026-12-31T12:00:00Z', '2026-W53'],
    ['week', '2027-01-03T12:00:00Z', '2026-W53'],
    ['week', '2027-01-04T00:00:00Z', '2027-W01'],
    ['week', '2024-12-30T00:00:00Z', '2025-W01'],
    ['month', '2026-06-30T23:59:59Z', '2026-06'],
    ['month', '2026-12-31T23:59:59Z', '2026-12'],
    ['month', '2027-01-01T00:00:00Z', '2027-01'],
  ] as const)('given a %s in UTC, when the time is %s, then it is %s', (period, time, key) => {
    expect(keyAt(period, calendar('UTC'), time)).toBe(key);
  });

  it('given a day that begins at 04:00, then what is before belongs to the day before', () => {
    const berlin = calendar('Europe/Berlin', 4);
    expect(keyAt('day', berlin, '2026-06-02T01:59:59Z')).toBe('2026-06-01');
    expect(keyAt('day', berlin, '2026-06-02T02:00:00Z')).toBe('2026-06-02');
    expect(keyAt('month', berlin, '2026-06-01T01:00:00Z')).toBe('2026-05');
    expect(keyAt('week', berlin, '2026-06-01T01:00:00Z')).toBe('2026-W22');
  });

  it('gives any time the period that the clock on the wall says, in any zone', () => {
    const from = Date.UTC(2011, 11, 1);
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.constantFrom('day' as const, 'week' as const, 'month' as const),
        fc.constantFrom('00:00', '02:30', '04:00', '23:30'),
        fc.oneof(
          fc.integer({ min: from, max: Date.UTC(2030, 0, 1) }),
          fc.integer({ min: 0, max: 60 * 24 * 60 }).map((minutes) => from + minutes * 60_000),
        ),
        (zone, period, dayStart, at) => {
          const [hours = 0, minutes = 0] = dayStart.split(':').map(Number);
          const number = periodAt(period, calendar(zone, hours + minutes / 60), at);
          const key = periodOf(period, zone, dayStart, at);
          const naive = period === 'day' ? key : period === 'month' ? key.slice(0, 7) : key;
          const own = period === 'week' ? weekStart(number) : periodKey(period, number);
          expect(own).toBe(naive);
        },
      ),
      { numRuns: 500 },
    );
  });
});

const weekStart = (week: number): string =>
  new Date(startOfPeriod('week', calendar('UTC'), week)).toISOString().slice(0, 10);

describe('startOfPeriod', () => {
  it.each([
    ['day', 'UTC', 0, '2026-06-01T10:00:00Z', '2026-06-02T00:00:00.000Z'],
    ['week', 'UTC', 0, '2026-06-03T10:00:00Z', '2026-06-08T00:00:00.000Z'],
    ['month', 'UTC', 0, '2026-06-01T10:00:00Z', '2026-07-01T00:00:00.000Z'],
    ['month', 'UTC', 0, '2026-12-01T10:00:00Z', '2027-01-01T00:00:00.000Z'],
    // 23 and 25 hours.
    ['day', 'Europe/Berlin', 0, '2026-03-29T00:00:00Z', '2026-03-29T22:00:00.000Z'],
    ['day', 'Europe/Berlin', 0, '2026-10-25T00:00:00Z', '2026-10-25T23:00:00.000Z'],
    // Half an hour.
    ['day', 'Australia/Lord_Howe', 0, '2026-04-04T14:00:00Z', '2026-04-05T13:30:00.000Z'],
    // No midnight: the day begins when the clocks have gone forward.
    ['day', 'America/Santiago', 0, '2026-09-05T12:00:00Z', '2026-09-06T04:00:00.000Z'],
    ['day', 'Asia/Beirut', 0, '2026-03-28T12:00:00Z', '2026-03-28T22:00:00.000Z'],
    // The beginning of the day is skipped.
    ['day', 'Europe/Berlin', 2.5, '2026-03-28T12:00:00Z', '2026-03-29T01:00:00.000Z'],
    // It comes twice: the first time counts.
    ['day', 'Europe/Berlin', 2.5, '2026-10-24T12:00:00Z', '2026-10-25T00:30:00.000Z'],
  ] as const)(
    'given a %s in %s from %s h, when it is %s, then the next begins at %s',
    (period, zone, start, time, next) => {
      expect(startAfter(period, calendar(zone, start), time)).toBe(next);
    },
  );

  it('given a calendar day that a zone skipped, then it begins where the next one does', () => {
    const apia = calendar('Pacific/Apia');
    const before = periodAt('day', apia, Date.parse('2011-12-30T09:59:59Z'));
    const after = periodAt('day', apia, Date.parse('2011-12-30T10:00:00Z'));
    expect(periodKey('day', before)).toBe('2011-12-29');
    expect(periodKey('day', after)).toBe('2011-12-31');
    expect(startOfPeriod('day', apia, before + 1)).toBe(startOfPeriod('day', apia, after));
  });

  it('is the first instant of its period, wherever and whenever', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.constantFrom('day' as const, 'week' as const, 'month' as const),
        fc.constantFrom(0, 1.75, 2.5, 4, 23.5),
        fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2030, 0, 1) }),
        (zone, period, dayStart, at) => {
          const own = calendar(zone, dayStart);
          const number = periodAt(period, own, at);
          const start = startOfPeriod(period, own, number);
          expect(start).toBeLessThanOrEqual(at);
          expect(periodAt(period, own, start)).toBe(number);
          expect(periodAt(period, own, start - 1)).toBe(number - 1);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('local time', () => {
  it('given a name that is no zone, then its clocks show UTC', () => {
    expect(isZone('Mars/Olympus')).toBe(false);
    expect(isZone('Europe/Berlin')).toBe(true);
    expect(toLocal('Mars/Olympus', 1_000)).toBe(1_000);
    expect(firstInstantOf('Mars/Olympus', 1_000)).toBe(1_000);
  });

  it('given more zones than are remembered, then all are still right', () => {
    for (let index = 0; index < 1_100; index += 1) toLocal(`Nowhere/${index}`, 0);
    expect(toLocal('Asia/Kolkata', 0)).toBe(5.5 * hour);
  });

  it('given times in many years, then each has the offset of its season', () => {
    for (let year = 2030; year > 2000; year -= 1) {
      expect(toLocal('Europe/Berlin', Date.UTC(year, 0, 1)) - Date.UTC(year, 0, 1)).toBe(hour);
      expect(toLocal('Europe/Berlin', Date.UTC(year, 6, 1)) - Date.UTC(year, 6, 1)).toBe(2 * hour);
    }
  });

  it('given the instant at which clocks change, then it belongs to what follows', () => {
    const change = Date.parse('2026-03-29T01:00:00Z');
    expect(toLocal('Europe/Berlin', change) - change).toBe(2 * hour);
    expect(toLocal('Europe/Berlin', change - 1) - change + 1).toBe(hour);
  });
});
