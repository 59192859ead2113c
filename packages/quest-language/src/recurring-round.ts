import { type CompiledQuest, zoneFor } from './compile-quest.ts';
import { toLocal } from './local-time.ts';
import type { QuestState, Round } from './quest-state.ts';
import { freezePeriods, type StreakRules } from './streak.ts';

/** Windows that a user's state keeps; events of older ones come too late. */
export const windowsMax = 3;

/**
 * The key of the window that opens at `start` (epoch ms): that instant, or for quests by the user's
 * zone what the clocks show then, so that a change of zone does not make another window of it.
 */
export const keyOfOpening = (quest: CompiledQuest, userZone: string, start: number): number =>
  quest.zone === undefined ? toLocal(userZone, start) : start;

/** The key of the window that an instant (epoch ms) lies in; undefined outside of all. */
export const windowKeyAt = (
  quest: CompiledQuest,
  userZone: string,
  at: number,
): number | undefined => {
  const zone = zoneFor(quest, userZone);
  const start = quest.recurrence?.openingAt(zone, at);
  if (start === undefined || !quest.recurrence) return undefined;
  if (at >= start + quest.recurrence.durationMs) return undefined;
  return keyOfOpening(quest, userZone, start);
};

/** Where a user stands in one window; undefined before anything counted in it. */
export const windowRound = ({ w }: QuestState, key: number): Round | undefined =>
  w?.find(([known]) => known === key)?.[1];

/** Whether a window is one of the past, whose values are gone. */
export const isWindowClosed = ({ w = [], f = -Infinity }: QuestState, key: number): boolean => {
  if (key < f) return true;
  const oldest = w[0];
  return w.length >= windowsMax && oldest !== undefined && key < oldest[0];
};

/** The state with another round of one window; of the windows, the newest are kept. */
export const withWindowRound = (state: QuestState, key: number, round: Round): QuestState => {
  const others = (state.w ?? []).filter(([known]) => known !== key);
  const windows = [...others, [key, round] as const].sort(([a], [b]) => a - b);
  return { ...state, w: windows.slice(-windowsMax) };
};

/** Closes the windows before the newest, and settles the periods of that: the zone has changed. */
export const freezeWindows = (rules: StreakRules | undefined, state: QuestState): QuestState => {
  const newest = state.w?.at(-1);
  if (!newest) return state;
  const [key, round] = newest;
  const frozen = rules ? freezePeriods(rules, round) : round;
  return { ...state, f: key, w: [[key, frozen]] };
};
