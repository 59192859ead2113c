import { firstInstantOf, toLatestLocal } from './local-time.ts';
import type { PeriodRange } from './period-range.ts';

/** The calendar periods that streaks and limits go by. */
export type Period = 'day' | 'week' | 'month';

/** The calendar of a quest for one user: the zone, and when a day begins, in ms after midnight. */
export interface Calendar {
  readonly zone: string;
  readonly dayStart: number;
}

const dayMs = 86_400_000;

const monthOfDay = (day: number): number => {
  const date = new Date(day * dayMs);
  return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
};

/** 1970-01-01 was a Thursday; an ISO week begins on Monday. */
const weekOfDay = (day: number): number => Math.floor((day + 3) / 7);

/**
 * The period that an instant (epoch ms) belongs to, as the number of local calendar days, ISO weeks
 * or months since the one of 1970-01-01. Until the clocks first show `dayStart` it is the day before: a
 * `dayStart` in an hour that the clocks repeat begins the day once. Numbers of neighbours differ by one,
 * whatever the clocks did in between.
 */
export const periodAt = (period: Period, calendar: Calendar, at: number): number => {
  const day = Math.floor((toLatestLocal(calendar.zone, at) - calendar.dayStart) / dayMs);
  if (period === 'day') return day;
  return period === 'week' ? weekOfDay(day) : monthOfDay(day);
};

const firstDayOf = (period: Period, number: number): number => {
  if (period === 'day') return number;
  return period === 'week' ? number * 7 - 3 : Date.UTC(1970, number, 1) / dayMs;
};

/** The first instant of a period, in epoch ms. */
export const startOfPeriod = (period: Period, calendar: Calendar, number: number): number =>
  firstInstantOf(calendar.zone, firstDayOf(period, number) * dayMs + calendar.dayStart);

/**
 * The periods that a change of calendar at an instant ends sooner than the calendar before would have:
 * from the one that was open then, or in its grace, to the one that is open since. Undefined when it ends
 * none sooner.
 */
export const cutShortBy = (
  period: Period,
  { before, after }: { readonly before: Calendar; readonly after: Calendar },
  { at, graceMs }: { readonly at: number; readonly graceMs: number },
): PeriodRange | undefined => {
  const open = periodAt(period, before, at - graceMs);
  const endsSooner =
    startOfPeriod(period, after, open + 1) < startOfPeriod(period, before, open + 1);
  return endsSooner ? [open, Math.max(open, periodAt(period, after, at))] : undefined;
};

const weekKey = (week: number): string => {
  // An ISO week belongs to the year of its Thursday.
  const year = new Date(week * 7 * dayMs).getUTCFullYear();
  const first = weekOfDay(Date.UTC(year, 0, 4) / dayMs);
  return `${year}-W${String(week - first + 1).padStart(2, '0')}`;
};

/** A period by its name: `2026-06-01`, `2026-W23` or `2026-06`. */
export const periodKey = (period: Period, number: number): string => {
  if (period === 'week') return weekKey(number);
  const date = new Date(firstDayOf(period, number) * dayMs).toISOString();
  return date.slice(0, period === 'day' ? 10 : 7);
};
