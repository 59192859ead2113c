import { firstInstantOf, toLocal } from './local-time.ts';

/**
 * Windows are told apart by the instants at which they open. Of a quest by the user's zone they are known
 * by what the clocks show at that instant, in ms as if it was UTC: a whole minute, plus one of these where
 * that alone would be another window's.
 */
const minuteMs = 60_000;
/** The clocks were set back, and show this for the second time. */
const secondTime = 1;
/** The window that was the newest when the user came from another zone opened at the same time of day. */
const otherZone = 2;

/** Clocks are not set twice in so many ms. */
const settledMs = 3 * 3_600_000;

/** What the clocks showed when a window of this key opened. */
export const clockOf = (key: number): number => key - (key % minuteMs);

/** The key of the window that opens at an instant (epoch ms) by the clocks of a zone. */
export const toWindowKey = (zone: string, opened: number, taken: number | undefined): number => {
  const clock = toLocal(zone, opened);
  const isSecond = firstInstantOf(zone, clock) < opened;
  const isTaken = taken !== undefined && clockOf(taken) === clock;
  return clock + (isSecond ? secondTime : 0) + (isTaken ? otherZone : 0);
};

/** The instant (epoch ms) at which the window of a key opened by the clocks of a zone. */
export const openedAt = (zone: string, key: number): number => {
  const clock = clockOf(key);
  const first = firstInstantOf(zone, clock);
  if ((key - clock) % 2 !== secondTime) return first;
  const later = first + settledMs;
  return clock - (toLocal(zone, later) - later);
};
