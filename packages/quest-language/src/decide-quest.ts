import { isSameTimeZone } from '@questline/contracts/time-zone';
import type { Award, Completion, Shown } from './award.ts';
import { type CompiledQuest, calendarFor, goesByUserZone } from './compile-quest.ts';
import { type MeasuredEvent, type Mismatch, mismatchOf, noField } from './objective.ts';
import { type Pause, streakRulesFor } from './pause.ts';
import type { QuestState, Round } from './quest-state.ts';
import {
  freezeWindows,
  isWindowClosed,
  placeInWindows,
  renameWindows,
  windowRound,
  withWindowRound,
} from './recurring-round.ts';
import { valuesOf, withoutValues, withValues } from './stored-values.ts';
import { freezePeriods, type StreakRules } from './streak.ts';
import {
  countInStreak,
  hasCompletedIn,
  placeInStreak,
  type StreakTime,
  shownStreak,
  streakNow,
} from './streak-round.ts';
import { isInitial, measureAll, settleValues, shownValues } from './values.ts';

export type { Completion, Shown } from './award.ts';

/** An event as a quest sees it; its identity is (`source`, `id`), and nobody sends it here twice. */
export type QuestEvent = MeasuredEvent;

export interface DecisionContext {
  readonly now: Date;
  /** The user's own zone, an IANA name; undefined while nothing has named one, which is UTC then. */
  readonly userZone: string | undefined;
  /** When the quest was paused, oldest first. */
  readonly pauses?: readonly Pause[];
  /** How late events are let through; what can get no more events is closed. */
  readonly latenessMaxSeconds: number;
}

type UnmovedReason =
  | 'no-match'
  | 'field'
  | 'not-started'
  | 'ended'
  | 'outside-window'
  | 'closed'
  | 'cooling-down'
  | 'limit-reached'
  | 'window-done';

/** What one event does to one quest of one user. */
export type Decision =
  | { readonly kind: 'unmoved'; readonly reason: UnmovedReason }
  | {
      readonly kind: 'moved';
      /** Equal to the one before when the event matches but changes nothing. */
      readonly state: QuestState;
      /** The measure as the event found it: at a completion it has reached its target. */
      readonly reached: Shown;
      /** Steps and completions that it brings, in order. */
      readonly completed: readonly Completion[];
    };

/** Most completions that one event brings; with `carry_over` the rest waits for the next. */
export const completionsPerEventMax = 100;

const unmoved = (reason: UnmovedReason): Decision => ({ kind: 'unmoved', reason });
const noMatch = unmoved('no-match');
const fieldMissing = unmoved('field');
const limitReached = unmoved('limit-reached');
const notStarted = unmoved('not-started');
const ended = unmoved('ended');
const coolingDown = unmoved('cooling-down');
const outsideWindow = unmoved('outside-window');
const closed = unmoved('closed');
const windowDone = unmoved('window-done');

const unmatched = (mismatch: Mismatch): Decision => (mismatch === noField ? fieldMissing : noMatch);

/** Why an event moves nothing whatever it holds, by its type, its time and what came before. */
const refuse = (
  quest: CompiledQuest,
  state: QuestState,
  event: QuestEvent,
): Decision | undefined => {
  if (!quest.eventTypes.has(event.type)) return noMatch;
  if (state.completions >= quest.completionLimit) return limitReached;
  const at = event.time.getTime();
  if (at < quest.startsAt) return notStarted;
  if (at >= quest.endsAt) return ended;
  return state.u !== undefined && at < state.u ? coolingDown : undefined;
};

/** What decides the round that an event falls into: its window, in the user's present zone. */
interface Place {
  /** The state, settled if the user has changed zones. */
  readonly state: QuestState;
  /** The key of the window; undefined for a quest without, which keeps its one round in the state. */
  readonly key: number | undefined;
  readonly round: Round;
}

/** Nothing that was counted in another zone can be reopened or count twice in this one. */
export const enterZone = (
  quest: CompiledQuest,
  state: QuestState,
  { userZone: zone, pauses = [] }: Pick<DecisionContext, 'userZone' | 'pauses'>,
): QuestState => {
  if (!goesByUserZone(quest) || state.z === zone) return state;
  if (zone === undefined) return withoutZone(state);
  // The first zone that is known of a user is no change of zone.
  if (state.z === undefined) return { ...renameWindows(state, zone), z: zone };
  if (isSameTimeZone(state.z, zone)) return state;
  const rules = streakRulesFor(quest, state.z, pauses);
  if (quest.recurrence) return { ...freezeWindows(quest, quest.recurrence, rules, state), z: zone };
  return rules ? { ...(freezePeriods(rules, state) as QuestState), z: zone } : state;
};

const withoutZone = ({ z: _z, ...state }: QuestState): QuestState => state;

const zoneOrDefault = ({ userZone = 'UTC' }: DecisionContext): string => userZone;

const findPlace = (
  quest: CompiledQuest,
  before: QuestState,
  event: QuestEvent,
  context: DecisionContext,
): Place | Decision => {
  const state = enterZone(quest, before, context);
  const userZone = zoneOrDefault(context);
  if (!quest.recurrence) return { state, key: undefined, round: state };
  const at = event.time.getTime();
  const window = placeInWindows(quest, quest.recurrence, state, userZone, at);
  if (!('key' in window)) return window.kind === 'closed' ? closed : outsideWindow;
  if (window.kind === 'over') return outsideWindow;
  if (isWindowClosed(quest, state, window.start)) return closed;
  const { key } = window;
  const round = windowRound(state, key) ?? {};
  return round.d ? windowDone : { state, key, round };
};

/**
 * Rounds of recurring windows are numbered upwards, from the minutes since 1970: above every ordinal, and
 * above the numbers before them even where the last of these has been lost.
 */
const freeNumberAt = ({ n = 0 }: QuestState, now: Date): number =>
  Math.max(n + 1, Math.floor(now.getTime() / 60_000));

const startAward = (
  quest: CompiledQuest,
  { state, round, key }: Place,
  { now }: DecisionContext,
): Award => ({
  ordinal: state.completions + 1,
  room: Math.min(
    quest.completionLimit - state.completions,
    quest.oncePerWindow && key !== undefined ? 1 : completionsPerEventMax,
  ),
  reached: round.r ?? 0,
  number: round.i,
  freeNumber: key === undefined ? undefined : freeNumberAt(state, now),
  completed: [],
  shown: undefined,
});

interface Turn {
  readonly round: Round;
  readonly reached: Shown;
}

/** The event in a round of consecutive periods. */
const takeStreakTurn = (
  quest: CompiledQuest,
  rules: StreakRules,
  { round, key }: Place,
  event: QuestEvent,
  context: DecisionContext,
  award: Award,
): Turn | Decision => {
  const mismatch = mismatchOf(quest.objectives, event);
  if (mismatch) return unmatched(mismatch);
  const at = event.time.getTime();
  const time: StreakTime = {
    now: context.now.getTime(),
    latenessMs: context.latenessMaxSeconds * 1_000,
    calendar: calendarFor(quest, zoneOrDefault(context)),
  };
  const place = placeInStreak(rules, round, at, time);
  if (place.isClosed) return closed;
  const oncePerPeriod = quest.oncePerWindow && key === undefined;
  if (oncePerPeriod && !place.isGraced && hasCompletedIn(rules, round, place.period)) {
    return windowDone;
  }
  const counted = countInStreak(rules, quest.steps, round, place, award);
  const streak = streakNow(rules, counted, time);
  const reached = award.shown ?? shownStreak(rules, quest.steps, streak, award.reached);
  return { round: counted, reached };
};

/** The event in a round of values. */
const takeValuesTurn = (
  quest: CompiledQuest,
  { round }: Place,
  event: QuestEvent,
  award: Award,
): Turn | Decision => {
  const before = valuesOf(round) ?? quest.initial;
  const measured = measureAll(quest, before, event);
  if (typeof measured === 'symbol') return unmatched(measured);
  const values = settleValues(quest, measured, award);
  const reached = award.shown ?? shownValues(quest, values, award.reached);
  if (values === before) return { round, reached };
  const { l: _l, ...rest } = withoutValues(round);
  const isCompleted = award.completed.some(({ step }) => step === 0);
  if (!isCompleted) return { round: withValues(rest, values), reached };
  if (isInitial(quest, values)) return { round: rest, reached };
  return { round: withValues({ ...rest, l: 1 }, values), reached };
};

const withSteps = (round: Round, { reached, number }: Award): Round => {
  if (reached === (round.r ?? 0) && number === round.i) return round;
  const { r: _r, i: _i, ...rest } = round;
  if (reached === 0) return rest;
  return { ...rest, r: reached, ...(number !== undefined && { i: number }) };
};

const toWindowState = (
  quest: CompiledQuest,
  state: QuestState,
  key: number,
  round: Round,
  award: Award,
): QuestState => {
  const isDone = quest.oncePerWindow && award.ordinal > state.completions + 1;
  const next = withWindowRound(quest, state, key, isDone ? { d: 1 } : round);
  const numbers = award.completed.filter(({ step }) => step > 0).map(({ ordinal }) => ordinal);
  return numbers.length > 0 ? { ...next, n: Math.max(state.n ?? 0, ...numbers) } : next;
};

const onlyGiven = ({ d, r, i }: Round): Round => ({
  ...(d && { d }),
  ...(r !== undefined && { r }),
  ...(i !== undefined && { i }),
});

/** Past the limit no value can come to anything; what is done stays done, and what is given given. */
const dropValues = ({ v: _v, q: _q, l: _l, r: _r, w, ...rest }: QuestState): QuestState =>
  w ? { ...rest, w: w.map(([key, round]) => [key, onlyGiven(round)] as const) } : rest;

/** The state after a completion by an event of some time (epoch ms). */
const completeState = (
  quest: CompiledQuest,
  state: QuestState,
  completions: number,
  at: number,
): QuestState => {
  const { g: _g, ...others } = state;
  const next = { ...others, completions };
  const cooled = quest.cooldownMs > 0 ? { ...next, u: at + quest.cooldownMs } : next;
  return completions >= quest.completionLimit && !quest.streak ? dropValues(cooled) : cooled;
};

/**
 * Decides what one event does to one quest of one user. Every event is decided once, in its order of
 * arrival. `state` counts in the version `quest`; `adoptVersion` brings it there. Never throws.
 */
export const decideQuest = (
  quest: CompiledQuest,
  state: QuestState,
  event: QuestEvent,
  context: DecisionContext,
): Decision => {
  const refusal = refuse(quest, state, event);
  if (refusal) return refusal;
  const place = findPlace(quest, state, event, context);
  if ('kind' in place) return place;
  const award = startAward(quest, place, context);
  const rules = streakRulesFor(quest, zoneOrDefault(context), context.pauses ?? []);
  const turn = rules
    ? takeStreakTurn(quest, rules, place, event, context, award)
    : takeValuesTurn(quest, place, event, award);
  if ('kind' in turn) return turn;
  const { completed } = award;
  const { reached } = turn;
  const round = withSteps(turn.round, award);
  const next =
    place.key === undefined
      ? (round as QuestState)
      : toWindowState(quest, place.state, place.key, round, award);
  const completions = award.ordinal - 1;
  if (completions === state.completions) return { kind: 'moved', state: next, reached, completed };
  const at = event.time.getTime();
  const finished = completeState(quest, next, completions, at);
  return { kind: 'moved', state: finished, reached, completed };
};
