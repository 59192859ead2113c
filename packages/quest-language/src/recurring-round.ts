import { type CompiledQuest, zoneFor } from './compile-quest.ts';
import { toLocal } from './local-time.ts';
import type { QuestState, Round } from './quest-state.ts';
import { freezePeriods, type StreakRules } from './streak.ts';
import { closingOf, type Opening, type Recurrence } from './window.ts';
import { clockOf, openedAt, toWindowKey } from './window-key.ts';

/** Windows that a user's state keeps; events of older ones come too late. */
export const windowsMax = 3;

/** Where an instant lies among the windows of a user. */
export type WindowPlace =
  | { readonly kind: 'never' | 'closed' }
  | {
      /** `over` is after a window, before the next one. */
      readonly kind: 'open' | 'over';
      readonly key: number;
      /** When it opened and when it closes (epoch ms). */
      readonly start: number;
      readonly end: number;
    };

const never: WindowPlace = { kind: 'never' };
const closed: WindowPlace = { kind: 'closed' };

const defaultZone = 'UTC';

/** When a window that the state knows opened (epoch ms). */
const openedOf = (quest: CompiledQuest, { z = defaultZone, f, k }: QuestState, key: number) => {
  if (quest.zone !== undefined) return key;
  return k && key === f ? k[0] : openedAt(z, key);
};

/** A window that the state knows, in the zone in which it opened. */
const openingOf = (
  quest: CompiledQuest,
  recurrence: Recurrence,
  state: QuestState,
  key: number,
): Opening => {
  const start = openedOf(quest, state, key);
  if (state.k && key === state.f) return { start, next: state.k[1] };
  const next = recurrence.openingAt(quest.zone ?? state.z ?? defaultZone, start)?.next;
  return { start, next: next ?? Infinity };
};

/** When a window that the state knows closes (epoch ms). */
export const closingOfKnown = (
  quest: CompiledQuest,
  recurrence: Recurrence,
  state: QuestState,
  key: number,
): number => closingOf(recurrence, openingOf(quest, recurrence, state, key));

/**
 * Whether a window is another one than the newest of the zone before: it opens later, and either the
 * clocks show a later time then or the next one would have opened in that zone too. So no move gives a
 * day twice, and none takes an hour.
 */
const isNewAfter = (zone: string, { f, k }: QuestState, start: number): boolean => {
  if (f === undefined) return true;
  const clock = toLocal(zone, start);
  return k ? start > k[0] && (clock > clockOf(f) || start >= k[1]) : clock >= clockOf(f);
};

const placeAfterMove = (
  zone: string,
  state: QuestState,
  { start, end }: { readonly start: number; readonly end: number },
  at: number,
): WindowPlace => {
  const { f, k } = state;
  if (isNewAfter(zone, state, start)) {
    return { kind: 'open', key: toWindowKey(zone, start, k && f), start, end };
  }
  return f !== undefined && k && at >= k[0] ? { kind: 'open', key: f, start: k[0], end } : closed;
};

/** The window that an instant (epoch ms) lies in or follows; the state is in the user's present zone. */
export const placeInWindows = (
  quest: CompiledQuest,
  recurrence: Recurrence,
  state: QuestState,
  userZone: string,
  at: number,
): WindowPlace => {
  const zone = zoneFor(quest, userZone);
  const opening = recurrence.openingAt(zone, at);
  if (!opening) return never;
  const span = { start: opening.start, end: closingOf(recurrence, opening) };
  const isOver = at >= span.end;
  const place: WindowPlace =
    quest.zone === undefined
      ? placeAfterMove(zone, state, span, at)
      : { kind: 'open', key: span.start, ...span };
  if (place.kind !== 'open') return isOver ? never : place;
  return isOver ? { ...place, kind: 'over' } : place;
};

/** Whether a window that opened at `start` (epoch ms) is one of the past, whose values are gone. */
export const isWindowClosed = (quest: CompiledQuest, state: QuestState, start: number): boolean => {
  const { w = [] } = state;
  const oldest = w[0];
  return (
    w.length >= windowsMax && oldest !== undefined && start < openedOf(quest, state, oldest[0])
  );
};

/** Where a user stands in one window; undefined before anything counted in it. */
export const windowRound = ({ w }: QuestState, key: number): Round | undefined =>
  w?.find(([known]) => known === key)?.[1];

/** The state with another round of one window; of the windows, the newest are kept. */
export const withWindowRound = (
  quest: CompiledQuest,
  state: QuestState,
  key: number,
  round: Round,
): QuestState => {
  const others = (state.w ?? []).filter(([known]) => known !== key);
  const windows = [...others, [key, round] as const].sort(
    ([a], [b]) => openedOf(quest, state, a) - openedOf(quest, state, b),
  );
  return { ...state, w: windows.slice(-windowsMax) };
};

/**
 * Keeps what the clocks showed when each window opened, now that they are those of a zone: it is the first
 * that is known of the user, who counted by UTC until then.
 */
export const renameWindows = (state: QuestState, zone: string): QuestState => {
  if (!state.w) return state;
  const rename = (key: number) => toWindowKey(zone, openedAt(zone, clockOf(key)), undefined);
  const w = new Map(state.w.map(([key, round]) => [rename(key), round]));
  return { ...state, w: [...w] };
};

/** Closes the windows before the newest, and settles the periods of that: the zone has changed. */
export const freezeWindows = (
  quest: CompiledQuest,
  recurrence: Recurrence,
  rules: StreakRules | undefined,
  state: QuestState,
): QuestState => {
  const newest = state.w?.at(-1);
  if (!newest) return state;
  const [key, round] = newest;
  const { start, next } = openingOf(quest, recurrence, state, key);
  const frozen = rules ? freezePeriods(rules, round) : round;
  return { ...state, f: key, k: [start, next], w: [[key, frozen]] };
};
