import { describe, expect, it } from 'vitest';
import { canonicalTimeZone, isSameTimeZone, isTimeZoneName } from './time-zone.ts';

describe('isSameTimeZone', () => {
  it.each([
    ['Asia/Kolkata', 'Asia/Calcutta'],
    ['asia/kolkata', 'ASIA/CALCUTTA'],
    ['Europe/Kyiv', 'Europe/Kiev'],
    ['Asia/Ho_Chi_Minh', 'Asia/Saigon'],
    ['America/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['US/Pacific', 'America/Los_Angeles'],
    ['UTC', 'Etc/UTC'],
    ['utc', 'Zulu'],
  ])('finds one zone in %s and %s', (one, other) => {
    expect(isSameTimeZone(one, other)).toBe(true);
    expect(isSameTimeZone(other, one)).toBe(true);
  });

  it.each([
    ['Asia/Kolkata', 'Asia/Colombo'],
    ['Europe/Berlin', 'Europe/Paris'],
    ['Etc/GMT+3', 'Etc/GMT-3'],
    ['Mars/Olympus', 'mars/olympus'],
  ])('distinguishes %s from %s', (one, other) => {
    expect(isSameTimeZone(one, other)).toBe(false);
  });
});

describe('isTimeZoneName', () => {
  it.each(['Europe/Berlin', 'europe/berlin', 'UTC', 'EST5EDT'])('takes %s', (name) => {
    expect(isTimeZoneName(name)).toBe(true);
  });

  it.each(['', '+02:00', 'Mars/Olympus', 'Europe/Berlin ', 'x'.repeat(65)])(
    'refuses "%s"',
    (name) => {
      expect(isTimeZoneName(name)).toBe(false);
      expect(canonicalTimeZone(name)).toBeUndefined();
    },
  );

  it('answers right after more names than are remembered', () => {
    for (let index = 0; index < 2_100; index += 1) isTimeZoneName(`Nowhere/${index}`);
    expect(isTimeZoneName('Asia/Kolkata')).toBe(true);
    expect(isTimeZoneName('Nowhere/1')).toBe(false);
  });
});
