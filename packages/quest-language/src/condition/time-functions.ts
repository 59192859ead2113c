import { CelScalar, celMethod, objectType } from '@bufbuild/cel';
import { type Timestamp, TimestampSchema } from '@bufbuild/protobuf/wkt';

const { INT, STRING } = CelScalar;
const timestamp = objectType(TimestampSchema);

/** The parts of a time that a condition may read, from a Date whose UTC fields are the local ones. */
const readers: Readonly<Record<string, (local: Date) => number>> = {
  getFullYear: (local) => local.getUTCFullYear(),
  getMonth: (local) => local.getUTCMonth(),
  getDate: (local) => local.getUTCDate(),
  getDayOfMonth: (local) => local.getUTCDate() - 1,
  getDayOfWeek: (local) => local.getUTCDay(),
  getDayOfYear: (local) =>
    Math.floor((local.getTime() - Date.UTC(local.getUTCFullYear(), 0, 1)) / 86_400_000),
  getHours: (local) => local.getUTCHours(),
  getMinutes: (local) => local.getUTCMinutes(),
  getSeconds: (local) => local.getUTCSeconds(),
  getMilliseconds: (local) => local.getUTCMilliseconds(),
};

export const timeReaders: ReadonlySet<string> = new Set(Object.keys(readers));

/**
 * The library's own would pass through the zone of this process, and would make a formatter for
 * every call.
 */
export const timeFunctions = (charge: (steps: number) => void) =>
  Object.entries(readers).flatMap(([name, read]) => [
    celMethod(name, timestamp, [], INT, function () {
      return BigInt(read(new Date(millisecondsOf(this.message as Timestamp))));
    }),
    celMethod(name, timestamp, [STRING], INT, function (zone) {
      charge(20);
      const milliseconds = millisecondsOf(this.message as Timestamp);
      return BigInt(read(new Date(milliseconds + offsetOf(zone, milliseconds))));
    }),
  ]);

const millisecondsOf = ({ seconds, nanos }: Timestamp) =>
  Number(seconds) * 1_000 + Math.floor(nanos / 1_000_000);

/** Whether `zone` is an IANA name or an offset such as `+02:00`. */
export const isZoneOrOffset = (zone: string): boolean => {
  if (fixedOffset(zone) !== undefined) return true;
  try {
    formatterOf(zone);
    return true;
  } catch {
    return false;
  }
};

/** Milliseconds that local time is ahead of UTC. */
const offsetOf = (zone: string, milliseconds: number): number =>
  fixedOffset(zone) ?? localOf(zone, milliseconds) - Math.floor(milliseconds / 1_000) * 1_000;

const fixedOffset = (zone: string): number | undefined => {
  const [, sign, hours, minutes] = /^([+-]?)([01]\d|2[0-3]):([0-5]\d)$/.exec(zone) ?? [];
  if (hours === undefined) return undefined;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
};

/** The local wall clock as if it were UTC, to the second. */
const localOf = (zone: string, milliseconds: number): number => {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatterOf(zone).formatToParts(milliseconds))
    parts[type] = Number(value);
  const { year = 0, month = 1, day, hour, minute, second } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
};

const formattersMax = 64;
const formatters = new Map<string, Intl.DateTimeFormat>();

const formatterOf = (zone: string): Intl.DateTimeFormat => {
  const known = formatters.get(zone);
  if (known) return known;
  if (formatters.size >= formattersMax) formatters.clear();
  const formatter = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'iso8601',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formatters.set(zone, formatter);
  return formatter;
};
