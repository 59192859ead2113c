import { isSameTimeZone } from '@questline/contracts/time-zone';
import { type CompiledQuest, calendarFor } from './compile-quest.ts';
import { type Pause, streakRulesFor } from './pause.ts';
import { cutShortBy } from './period.ts';
import type { Measured, QuestState, Round } from './quest-state.ts';
import { closePeriods, foldStreak, freezePeriods, newestPeriod, periodProgress } from './streak.ts';

/** The version a user is on, and where they stand in it. */
export interface Adopted {
  readonly quest: CompiledQuest;
  readonly state: QuestState;
}

const zoneOf = ({ z }: QuestState): string => z ?? 'UTC';

/** What an edit is applied with beside the two versions. */
interface Edited {
  readonly on: CompiledQuest;
  readonly newest: CompiledQuest;
  /** The user's zone, as of the last event that counted. */
  readonly userZone: string;
  readonly pauses: readonly Pause[];
}

/** Edits whose cut periods a round remembers. */
const excusedMax = 8;

const roundsOf = (state: QuestState): readonly Round[] =>
  state.w ? state.w.map(([, round]) => round) : [state];

const hasStreak = (
  quest: CompiledQuest,
  round: Round,
  userZone: string,
  pauses: readonly Pause[],
): boolean => {
  const rules = streakRulesFor(quest, userZone, pauses);
  if (!rules) return false;
  if (foldStreak(rules, round).streak > 0) return true;
  const { events, isCounted } = periodProgress(rules, round, newestPeriod(round));
  return events > 0 && !isCounted;
};

/** Whether anything has been counted since the last completion, and can still come to one. */
const hasProgress = (
  quest: CompiledQuest,
  state: QuestState,
  pauses: readonly Pause[],
): boolean => {
  if (state.completions >= quest.completionLimit) return false;
  if (state.g?.length) return true;
  return roundsOf(state).some(
    (round) =>
      round.v !== undefined || (round.r ?? 0) > 0 || hasStreak(quest, round, zoneOf(state), pauses),
  );
};

const valueFor = (
  on: CompiledQuest,
  values: readonly Measured[],
  newest: CompiledQuest,
  index: number,
): Measured => {
  const { signature, initial } = newest.objectives[index] as CompiledQuest['objectives'][number];
  const isSame = on.objectives[index]?.signature === signature;
  const from = isSame ? index : on.objectives.findIndex((old) => old.signature === signature);
  return values[from] ?? initial;
};

const carryValues = ({ v }: Round, on: CompiledQuest, newest: CompiledQuest): Round => {
  if (!v || on.streak) return {};
  const values = newest.objectives.map((_, index) => valueFor(on, v, newest, index));
  return values.every((value, index) => value === newest.initial[index]) ? {} : { v: values };
};

const streakSignature = ({ objectives }: CompiledQuest): string =>
  JSON.stringify([...new Set(objectives.map(({ signature }) => signature))].sort());

const hasSameZone = (on: CompiledQuest, newest: CompiledQuest): boolean =>
  on.zone === undefined || newest.zone === undefined
    ? on.zone === newest.zone
    : isSameTimeZone(on.zone, newest.zone);

const hasSameCalendar = (on: CompiledQuest, newest: CompiledQuest): boolean =>
  on.dayStart === newest.dayStart && hasSameZone(on, newest);

/** Periods that the users had longer for, as far as they knew, than the edit gives them. */
const excuseCut = (round: Round, { on, newest, userZone }: Edited): Round => {
  if (!on.streak || hasSameCalendar(on, newest)) return round;
  const { every, graceMs } = on.streak;
  const at = Date.parse(newest.quest.published_at);
  const calendars = { before: calendarFor(on, userZone), after: calendarFor(newest, userZone) };
  const cut = cutShortBy(every, calendars, { at, graceMs });
  return cut ? { ...round, x: [...(round.x ?? []), cut].slice(-excusedMax) } : round;
};

const carryStreak = (round: Round, edited: Edited): Round => {
  const { on, newest, userZone, pauses } = edited;
  if (!on.streak || on.streak.every !== newest.streak?.every) return {};
  if (streakSignature(on) !== streakSignature(newest)) return {};
  const counted = periodsOf(round);
  const isSame = JSON.stringify(on.streak) === JSON.stringify(newest.streak);
  if (isSame && hasSameCalendar(on, newest)) return counted;
  // By other rules the periods so far would come to something else: they count as they did.
  const rules = streakRulesFor(on, userZone, pauses) ?? on.streak;
  const frozen = freezePeriods(rules, counted);
  const closed = frozen.p ? closePeriods(rules, frozen, newestPeriod(frozen) - 1) : frozen;
  return excuseCut(closed, edited);
};

const periodsOf = ({ p, b, h, c, x }: Round): Round => ({
  ...(x && { x }),
  ...(p && { p }),
  ...(b && { b }),
  ...(h !== undefined && { h }),
  ...(c !== undefined && { c }),
});

const carryRound = (round: Round, edited: Edited): Round =>
  edited.newest.streak ? carryStreak(round, edited) : carryValues(round, edited.on, edited.newest);

const carryWindow = (round: Round, edited: Edited): Round => ({
  ...carryRound(round, edited),
  ...(round.r !== undefined && { r: round.r }),
  ...(round.d && { d: round.d }),
});

/** What stays whatever becomes of the round. No step is given twice for the same completion. */
const withoutRound = (state: QuestState, on: CompiledQuest, newest: CompiledQuest): QuestState => {
  const { completions, u, z, g = [], r = 0 } = state;
  const given = on.recurrence ? g : Array.from({ length: r }, (_, index) => index + 1);
  return {
    completions,
    ...(u !== undefined && { u }),
    ...(z !== undefined && { z }),
    ...(given.length > 0 && (newest.recurrence ? { g: given } : { r: Math.max(...given) })),
  };
};

/** Windows of both are known by the same keys. */
const shareWindows = (on: CompiledQuest, newest: CompiledQuest): boolean =>
  on.recurrence !== undefined &&
  newest.recurrence !== undefined &&
  (on.zone === undefined) === (newest.zone === undefined);

const carryWindows = (state: QuestState, edited: Edited): QuestState => {
  const { on, newest } = edited;
  const kept = withoutRound(state, on, newest);
  if (!shareWindows(on, newest) || !state.w) return kept;
  return {
    ...kept,
    w: state.w.map(([key, round]) => [key, carryWindow(round, edited)] as const),
    ...(state.f !== undefined && { f: state.f }),
  };
};

const migrate = (state: QuestState, edited: Edited): QuestState => {
  const { on, newest } = edited;
  if (newest.recurrence) return carryWindows(state, edited);
  const round = on.recurrence ? (state.w?.at(-1)?.[1] ?? {}) : state;
  return { ...withoutRound(state, on, newest), ...carryRound(round, edited) };
};

/** An empty round; a window that has had its completion has had it. */
const restart = (state: QuestState, on: CompiledQuest, newest: CompiledQuest): QuestState => {
  const done = state.w?.filter(([, { d }]) => d).map(([key]) => [key, { d: 1 }] as const);
  const kept = withoutRound(state, on, newest);
  return done?.length && shareWindows(on, newest) ? { ...kept, w: done } : kept;
};

/** What one edit does to a user who is where it finds them. */
const adoptOne = (
  { quest: on, state }: Adopted,
  next: CompiledQuest,
  pauses: readonly Pause[],
): Adopted => {
  const edited = { on, newest: next, userZone: zoneOf(state), pauses };
  if (!hasProgress(on, state, pauses)) return { quest: next, state: migrate(state, edited) };
  switch (next.quest.in_flight) {
    case 'keep_old_version':
      return { quest: on, state };
    case 'restart':
      return { quest: next, state: restart(state, on, next) };
    case 'migrate':
      return { quest: next, state: migrate(state, edited) };
  }
};

/**
 * The version that a user's next event counts in, given those published since theirs (`newer`,
 * ascending; the last is in force), and their state in it. One edit after the other, so that it makes no
 * difference whether the user did anything between them. Without anything counted since the last
 * completion an edit takes the user along. Half-way, `restart` begins the round again, `migrate` keeps
 * what is measured the same way, and `keep_old_version` lets the round be finished first. A target that
 * is met now completes at the next matching event, once. `pauses` are those of the quest so far.
 */
export const adoptVersion = (
  state: QuestState,
  on: CompiledQuest,
  newer: readonly CompiledQuest[],
  pauses: readonly Pause[] = [],
): Adopted =>
  newer.reduce((adopted: Adopted, next) => adoptOne(adopted, next, pauses), { quest: on, state });
