import { Cron } from 'croner';

/** Calendar arithmetic the obvious way: what the clock on the wall shows, asked of the platform. */
const formats = new Map<string, Intl.DateTimeFormat>();

const formatOf = (zone: string): Intl.DateTimeFormat => {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
  formats.set(zone, format);
  return format;
};

/** `2026-06-01 13:45:00` */
export const wallClock = (zone: string, at: number): string => {
  const parts = formatOf(zone).formatToParts(new Date(at));
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}:${part('second')}`;
};

const days = new Map<string, string>();

/** Calendar days as `2026-06-01`; no clock is involved. */
export const addDays = (day: string, by: number): string => {
  const name = `${day} ${by}`;
  const known = days.get(name);
  if (known !== undefined) return known;
  const date = new Date(`${day}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + by);
  const added = date.toISOString().slice(0, 10);
  days.set(name, added);
  return added;
};

export type Every = 'day' | 'week' | 'month';

const mondayOf = (day: string): string =>
  addDays(day, -((new Date(`${day}T12:00:00Z`).getUTCDay() + 6) % 7));

/** Clocks are set back by three hours at the most. */
const repeatedMax = 3 * 3_600_000;

/** The latest that the clock on the wall has shown: set back, it does not take a day back. */
const latestWallClock = (zone: string, at: number): string => {
  const now = wallClock(zone, at);
  const elapsed = Date.parse(`${now}Z`) - Date.parse(`${wallClock(zone, at - repeatedMax)}Z`);
  if (elapsed >= repeatedMax) return now;
  let latest = now;
  for (let before = at; before > at - repeatedMax; before -= 300_000) {
    const shown = wallClock(zone, before);
    if (shown > latest) latest = shown;
  }
  return latest;
};

/** The first day of the period that an instant belongs to: its key here. */
export const periodOf = (every: Every, zone: string, dayStart: string, at: number): string => {
  const [day = '', clock = ''] = latestWallClock(zone, at).split(' ');
  const shifted = clock < `${dayStart}:00` ? addDays(day, -1) : day;
  if (every === 'day') return shifted;
  return every === 'week' ? mondayOf(shifted) : `${shifted.slice(0, 7)}-01`;
};

export const nextPeriod = (every: Every, key: string, by = 1): string => {
  if (every === 'day') return addDays(key, by);
  if (every === 'week') return addDays(key, 7 * by);
  const date = new Date(`${key}T12:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + by);
  return date.toISOString().slice(0, 10);
};

const starts = new Map<string, number>();

/** The first instant of a period, found by trying: every ten minutes, then every minute. */
export const startOf = (every: Every, zone: string, dayStart: string, key: string): number => {
  const name = [every, zone, dayStart, key].join(' ');
  const known = starts.get(name);
  if (known !== undefined) return known;
  let at = Date.parse(`${key}T00:00:00Z`) - 16 * 3_600_000;
  while (periodOf(every, zone, dayStart, at) < key) at += 600_000;
  at -= 600_000;
  while (periodOf(every, zone, dayStart, at) < key) at += 60_000;
  starts.set(name, at);
  return at;
};

const openings = new Map<string, readonly number[]>();

/** No two openings of a window in tests are further apart. */
const around = 40 * 86_400_000;

/** Every opening of a recurring window around a time, forward from long before it. */
export const openingsAround = (pattern: string, zone: string, at: number): readonly number[] => {
  const date = new Date(at);
  const month = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
  const name = [pattern, zone, month].join(' ');
  const known = openings.get(name);
  if (known) return known;
  const cron = new Cron(pattern, { timezone: zone, mode: '5-part', paused: true });
  const found: number[] = [];
  let run = cron.nextRun(new Date(month - around));
  while (run && run.getTime() < month + 2 * around) {
    found.push(run.getTime());
    run = cron.nextRun(run);
  }
  openings.set(name, found);
  return found;
};
