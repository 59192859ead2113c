import { isSameTimeZone } from '@questline/contracts/time-zone';
import { type CompiledQuest, calendarFor } from './compile-quest.ts';
import { hasProgress, isRoundOver } from './half-way.ts';
import { type Pause, streakRulesFor } from './pause.ts';
import { cutShortBy } from './period.ts';
import type { Measured, QuestState, Round } from './quest-state.ts';
import { valuesOf, withValues } from './stored-values.ts';
import { closePeriods, freezePeriods, newestPeriod } from './streak.ts';

/** The version a user is on, and where they stand in it. */
export interface Adopted {
  readonly quest: CompiledQuest;
  readonly state: QuestState;
}

/** What finds a user on a version: an event. */
export interface Moment {
  /** When it happened (epoch ms). */
  readonly at: number;
  /** When the quest was paused so far, oldest first. */
  readonly pauses?: readonly Pause[];
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

const carryValues = (round: Round, on: CompiledQuest, newest: CompiledQuest): Round => {
  const v = valuesOf(round);
  if (!v || on.streak) return {};
  const values = newest.objectives.map((_, index) => valueFor(on, v, newest, index));
  if (values.every((value, index) => value === newest.initial[index])) return {};
  return withValues(round.l ? { l: round.l } : {}, values);
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
  ...givenIn(round),
});

/** What a window has had: no step and no completion is given twice in a round of it. */
const givenIn = ({ r, i, d }: Round): Round => ({
  ...(r !== undefined && { r }),
  ...(i !== undefined && { i }),
  ...(d && { d }),
});

/** The steps given under the ordinal of the next completion, where they are not those of a window. */
const givenOutside = (
  { g = [], r = 0, w = [] }: QuestState,
  on: CompiledQuest,
  newest: CompiledQuest,
) => {
  const last = newest.recurrence ? 0 : (w.at(-1)?.[1].r ?? 0);
  const steps = Array.from({ length: on.recurrence ? last : r }, (_, index) => index + 1);
  return on.recurrence ? [...new Set([...g, ...steps])] : steps;
};

/** What stays whatever becomes of the round. No step is given twice for the same round. */
const withoutRound = (state: QuestState, on: CompiledQuest, newest: CompiledQuest): QuestState => {
  const { completions, u, z, n } = state;
  const given = givenOutside(state, on, newest);
  return {
    completions,
    ...(u !== undefined && { u }),
    ...(z !== undefined && { z }),
    ...(n !== undefined && { n }),
    ...(given.length > 0 && (newest.recurrence ? { g: given } : { r: Math.max(...given) })),
  };
};

/** Windows of both are known by the same keys. */
const shareWindows = (on: CompiledQuest, newest: CompiledQuest): boolean =>
  on.recurrence !== undefined &&
  newest.recurrence !== undefined &&
  (on.zone === undefined) === (newest.zone === undefined);

/** Of windows, those that are closed stay so. */
const withoutRounds = (state: QuestState, on: CompiledQuest, newest: CompiledQuest): QuestState => {
  const kept = withoutRound(state, on, newest);
  if (!shareWindows(on, newest)) return kept;
  const { f, k } = state;
  return { ...kept, ...(f !== undefined && { f }), ...(k !== undefined && { k }) };
};

const carryWindows = (state: QuestState, edited: Edited): QuestState => {
  const { on, newest } = edited;
  if (!state.w || !shareWindows(on, newest)) return withoutRounds(state, on, newest);
  const w = state.w.map(([key, round]) => [key, carryWindow(round, edited)] as const);
  return { ...withoutRounds(state, on, newest), w };
};

const migrate = (state: QuestState, edited: Edited): QuestState => {
  const { on, newest } = edited;
  if (newest.recurrence) return carryWindows(state, edited);
  const round = on.recurrence ? (state.w?.at(-1)?.[1] ?? {}) : state;
  return { ...withoutRound(state, on, newest), ...carryRound(round, edited) };
};

/** Empty rounds; what a window has had, it has had. */
const restart = (state: QuestState, on: CompiledQuest, newest: CompiledQuest): QuestState => {
  const kept = withoutRounds(state, on, newest);
  if (!state.w || !shareWindows(on, newest)) return kept;
  const given = state.w.map(([key, round]) => [key, givenIn(round)] as const);
  const had = given.filter(([, round]) => Object.keys(round).length > 0);
  return had.length > 0 ? { ...kept, w: had } : kept;
};

/** What one edit does to a user who is where an event finds them. */
const adoptOne = (
  { quest: on, state }: Adopted,
  next: CompiledQuest,
  { at, pauses = [] }: Moment,
): Adopted => {
  const edited = { on, newest: next, userZone: zoneOf(state), pauses };
  if (!hasProgress(on, state, pauses)) return { quest: next, state: migrate(state, edited) };
  switch (next.quest.in_flight) {
    case 'keep_old_version':
      return isRoundOver(on, state, { at, pauses })
        ? { quest: next, state: migrate(state, edited) }
        : { quest: on, state };
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
 * what is measured the same way, and `keep_old_version` lets the round be finished first: to its
 * completion, the end of its window or of the quest, or until its streak is broken, whichever comes first
 * before the event. A target that is met now completes at the next matching event, once.
 */
export const adoptVersion = (
  state: QuestState,
  on: CompiledQuest,
  newer: readonly CompiledQuest[],
  moment: Moment,
): Adopted =>
  newer.reduce((adopted: Adopted, next) => adoptOne(adopted, next, moment), { quest: on, state });
