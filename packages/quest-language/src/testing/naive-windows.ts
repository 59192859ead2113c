import type { QuestDefinition } from '@questline/contracts/catalog/quest-definition';
import { openingsAround, wallClock } from './naive-calendar.ts';
import type { NaiveUser } from './naive-round.ts';
import { zoneFor } from './naive-streak.ts';

const nextOpening = (cron: string, zone: string, start: number): number =>
  openingsAround(cron, zone, start).find((opening) => opening > start) ?? Infinity;

const endOf = (definition: QuestDefinition, start: number, next: number): number =>
  Math.min(start + (definition.window?.duration_seconds ?? Infinity) * 1_000, next);

/**
 * The latest window before an instant, by when it opened; `start` is undefined where a change of zone has
 * closed it. A window is another one than the newest before the change when it opens later and shows a
 * later time, or opens no sooner than the next one would have in the zone before.
 */
export const windowOf = (
  definition: QuestDefinition,
  { settled }: NaiveUser,
  zone: string | undefined,
  at: number,
): { readonly start: number | undefined; readonly end: number } | undefined => {
  const cron = definition.window?.cron;
  if (cron === undefined) return undefined;
  const own = zoneFor(definition, zone);
  const start = openingsAround(cron, own, at).findLast((opening) => opening <= at);
  if (start === undefined) return undefined;
  const end = endOf(definition, start, nextOpening(cron, own, start));
  if (definition.time?.timezone !== 'user' || settled === undefined) return { start, end };
  const isLater = wallClock(own, start) > settled.clock || start >= settled.next;
  if (start > settled.start && isLater) return { start, end };
  return { start: at >= settled.start ? settled.start : undefined, end };
};

/** When the window that opened at `start` is over, by the zone that the user was last in. */
export const overAt = (definition: QuestDefinition, user: NaiveUser, start: number): number => {
  const cron = definition.window?.cron ?? '';
  const own = zoneFor(definition, user.zone);
  const isSettled = definition.time?.timezone === 'user' && user.settled?.start === start;
  const next = isSettled ? (user.settled?.next ?? 0) : nextOpening(cron, own, start);
  return endOf(definition, start, next);
};

/** Of the windows the newest stays, as it stood in the zone that the user leaves. */
export const settleWindows = (definition: QuestDefinition, user: NaiveUser): void => {
  user.windows = user.windows.slice(-1);
  const [newest] = user.windows;
  if (!newest || newest.start === user.settled?.start) return;
  const { start } = newest;
  const zone = user.zone ?? 'UTC';
  const next = nextOpening(definition.window?.cron ?? '', zone, start);
  user.settled = { start, next, clock: wallClock(zone, start) };
};

/** Clocks differ by less than this from UTC. */
const offsetMax = 16 * 3_600_000;
const quarter = 15 * 60_000;

/**
 * Windows that opened by UTC, before a zone of the user was known: each stays the one that opened when the
 * clocks showed that time.
 */
export const renameWindows = (
  { window, time }: QuestDefinition,
  user: NaiveUser,
  zone: string,
): void => {
  if (window?.cron === undefined || time?.timezone !== 'user') return;
  const renamed = new Map<number, NaiveUser['windows'][number]>();
  for (const one of user.windows) {
    const clock = wallClock('UTC', one.start);
    let start = one.start - offsetMax;
    while (wallClock(zone, start) < clock) start += quarter;
    renamed.set(start, { ...one, start });
  }
  user.windows = [...renamed.values()];
};
