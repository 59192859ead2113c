import { z } from 'zod';

/** Longer texts are no times that anybody means. */
const lengthMax = 64;
/** RFC 3339, 5.6: `T` and `Z` in either case, a fraction of any length, an offset of hours and minutes. */
const pattern =
  /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** A database has no year 0, and reads no year of five digits as JavaScript writes it. */
const storableMin = Date.parse('0001-01-01T00:00:00.000Z');
const storableMax = Date.parse('9999-12-31T23:59:59.999Z');

const isLeapYear = (year: number) => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

const daysOf = (year: number, month: number): number =>
  month === 2 && isLeapYear(year) ? 29 : (monthDays[month - 1] ?? 0);

/** `Date.UTC` takes the years 0 to 99 for those of the twentieth century; the calendar repeats after 400. */
const shiftYears = 400;
const shiftMs = 146_097 * dayMs;

const startOfDay = (year: number, month: number, day: number): number =>
  Date.UTC(year + shiftYears, month - 1, day) - shiftMs;

/** A leap second is the last of a day in UTC, wherever it is written. */
const isLastMinute = (minute: number): boolean =>
  (((minute % dayMs) + dayMs) % dayMs) + minuteMs === dayMs;

type Offset = readonly [sign: string | undefined, hours: string, minutes: string];

/** In minutes; undefined past 23:59. */
const offsetOf = ([sign, hours, minutes]: Offset): number | undefined => {
  if (Number(hours) > 23 || Number(minutes) > 59) return undefined;
  return (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
};

/**
 * Reads a time as RFC 3339 writes it, to the millisecond: offsets up to 23:59 either way, second 60 in the
 * last minute of a day in UTC, which is the first second of the next. Undefined for anything else. The
 * year in UTC is -1 to 10000, which is more than databases read: see `toStorableInstant`.
 */
export const parseInstant = (text: string): Date | undefined => {
  const parts = text.length > lengthMax ? null : pattern.exec(text);
  if (parts === null) return undefined;
  const [
    ,
    year,
    month,
    day,
    hour,
    minute,
    second,
    fraction = '',
    sign,
    hours = '0',
    minutes = '0',
  ] = parts;
  if (Number(day) < 1 || Number(day) > daysOf(Number(year), Number(month))) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined;
  const offset = offsetOf([sign, hours, minutes]);
  if (offset === undefined) return undefined;
  const at =
    startOfDay(Number(year), Number(month), Number(day)) +
    (Number(hour) * 60 + Number(minute) - offset) * minuteMs;
  if (Number(second) === 60 && !isLastMinute(at)) return undefined;
  return new Date(at + Number(second) * 1_000 + Number(fraction.slice(0, 3).padEnd(3, '0')));
};

/** The instant in ms since the epoch; NaN for what `parseInstant` does not read. */
export const millisecondsOf = (text: string): number => parseInstant(text)?.getTime() ?? Number.NaN;

/** The nearest instant of the years 1 to 9999 in UTC. */
export const toStorableInstant = (at: Date): Date =>
  new Date(Math.min(Math.max(at.getTime(), storableMin), storableMax));

/** A text that `parseInstant` reads. */
export const instant = z
  .string()
  .refine(
    (text) => parseInstant(text) !== undefined,
    'must be a time as RFC 3339 has it, such as 2030-01-31T12:00:00Z',
  )
  .meta({ format: 'date-time' });
