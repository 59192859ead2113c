import type { QuestDefinition } from '@questline/contracts/catalog/quest-definition';
import type { Period } from './period.ts';
import { missedBetween, type PeriodRange, sortRanges } from './period-range.ts';
import type { PeriodCount, Round, StreakBase } from './quest-state.ts';

/** What makes a streak of periods, ready to count by. */
export interface StreakRules {
  readonly every: Period;
  /** Periods in a row that complete a round. */
  readonly target: number;
  /** Matching events that make a period count. */
  readonly perPeriod: number;
  readonly graceMs: number;
  readonly onMiss: 'reset' | 'decay' | 'hold';
  readonly freezes: { readonly initial: number; readonly earnEvery: number; readonly max: number };
  /** Periods that are never missed, because the quest was paused in them; in order. */
  readonly excused: readonly PeriodRange[];
}

/** A streak at some period. `rounds` has the longest streak of each round, the last unfinished. */
export interface Streak {
  /** The last period that counted. */
  last: number;
  streak: number;
  /** Periods that counted so far; a streak that has not begun can miss nothing. */
  counted: number;
  freezes: number;
  readonly rounds: number[];
  /** Periods that are never missed, in order. */
  readonly excused: readonly PeriodRange[];
  /** The periods that completed a round. */
  readonly completedIn: number[];
}

/** A period that counts, and how many grace events of the next one it took for that. */
interface Counted {
  readonly period: number;
  readonly lent: number;
}

type Consecutive = NonNullable<QuestDefinition['consecutive']>;

/** Makes the rules of a streak ready; with steps, the last one's target is the streak's. */
export const compileStreak = (
  { every, target, min_per_period = 1, grace_seconds = 0, freezes, on_miss }: Consecutive,
  objectives: readonly { readonly target: number }[],
  steps: readonly number[],
): StreakRules => ({
  every,
  target: steps.at(-1) ?? target,
  perPeriod: Math.max(min_per_period, ...objectives.map((objective) => objective.target)),
  graceMs: grace_seconds * 1_000,
  onMiss: on_miss ?? 'reset',
  freezes: {
    initial: Math.min(freezes?.initial ?? 0, freezes?.max ?? 0),
    earnEvery: freezes?.earn_every ?? Infinity,
    max: freezes?.max ?? 0,
  },
  excused: [],
});

/** A streak as the closed periods left it. */
const startStreak = ({ freezes, excused }: StreakRules, { b, x }: Round): Streak => {
  const [last, streak, counted, kept] = b ?? [-Infinity, 0, 0];
  const free = Math.min(freezes.max, kept ?? freezes.initial);
  const all = x ? sortRanges([...excused, ...x]) : excused;
  return { last, streak, counted, freezes: free, rounds: [streak], excused: all, completedIn: [] };
};

/**
 * Misses what lies between the last period that counted and another: freezes first, then what `on_miss`
 * specifies. Nothing is spent on a streak of 0, nor on one that a miss does not harm.
 */
export const missUntil = (rules: StreakRules, at: Streak, period: number): void => {
  if (at.streak === 0 || rules.onMiss === 'hold') return;
  const missed = missedBetween(at.last, period, at.excused);
  const frozen = Math.min(at.freezes, missed);
  at.freezes -= frozen;
  if (frozen === missed) return;
  at.streak = rules.onMiss === 'reset' ? 0 : Math.max(0, at.streak - (missed - frozen));
};

const completeRound = (at: Streak): void => {
  at.streak = 0;
  at.rounds.push(0);
  at.completedIn.push(at.last);
};

const countPeriod = (rules: StreakRules, at: Streak, period: number): void => {
  missUntil(rules, at, period);
  at.last = period;
  at.streak += 1;
  at.counted += 1;
  if (at.counted % rules.freezes.earnEvery === 0) {
    at.freezes = Math.min(rules.freezes.max, at.freezes + 1);
  }
  const round = at.rounds.length - 1;
  at.rounds[round] = Math.max(at.rounds[round] ?? 0, at.streak);
  if (at.streak >= rules.target) completeRound(at);
};

/** The newest period that is settled: nothing can make up for it any more. */
const settledThrough = ({ h, b }: Round): number => Math.max(h ?? -Infinity, b?.[0] ?? -Infinity);

/**
 * The periods that count, in order. One that lacks events takes them from the first seconds of the
 * next if that completes it, once the streak has begun or it has events of its own.
 */
const countedPeriods = (rules: StreakRules, round: Round): readonly Counted[] => {
  const counted: Counted[] = [];
  const settled = settledThrough(round);
  let before: { readonly period: number; readonly events: number } | undefined;
  let begun = (round.b?.[2] ?? 0) > 0;
  for (const [period, events, graced = 0] of round.p ?? []) {
    let own = events + graced;
    const had = before?.period === period - 1 ? before.events : 0;
    const lacks = rules.perPeriod - had;
    if (lacks > 0 && lacks <= graced && period - 1 > settled && (begun || had > 0)) {
      counted.push({ period: period - 1, lent: lacks });
      begun = true;
      own -= lacks;
    }
    if (own >= rules.perPeriod) {
      counted.push({ period, lent: 0 });
      begun = true;
    }
    before = { period, events: own };
  }
  return counted;
};

/** The streak that all known periods make, whatever order their events came in. */
export const foldStreak = (rules: StreakRules, round: Round): Streak => {
  const at = startStreak(rules, round);
  for (const { period } of countedPeriods(rules, round)) countPeriod(rules, at, period);
  // Only a target that a newer version lowered is met without a period that counts.
  if (at.streak >= rules.target) completeRound(at);
  return at;
};

const toBase = (rules: StreakRules, at: Streak): StreakBase =>
  rules.freezes.max > 0
    ? [at.last, at.streak, at.counted, at.freezes]
    : [at.last, at.streak, at.counted];

const withoutLent = (counts: readonly PeriodCount[], period: number, lent: number) =>
  counts.map((count) =>
    count[0] === period ? toCount(period, count[1], (count[2] ?? 0) - lent) : count,
  );

const toCount = (period: number, events: number, graced: number): PeriodCount =>
  graced > 0 ? [period, events, graced] : [period, events];

/** Closes all periods up to one: what they came to is kept, their events are not. */
export const closePeriods = (rules: StreakRules, round: Round, through: number): Round => {
  if (round.h !== undefined && through <= round.h) return round;
  const at = startStreak(rules, round);
  let counts = round.p ?? [];
  for (const { period, lent } of countedPeriods(rules, round)) {
    if (period > through) break;
    countPeriod(rules, at, period);
    // What a closed period took of an open one stays taken.
    if (period === through && lent > 0) counts = withoutLent(counts, period + 1, lent);
  }
  const { p: _p, b: _b, c: _c, ...rest } = round;
  const open = counts.filter(([period]) => period > through);
  const given = Math.max(0, (round.c ?? 0) - (at.rounds.length - 1));
  return {
    ...rest,
    h: through,
    ...(open.length > 0 && { p: open }),
    ...(at.counted > 0 && { b: toBase(rules, at) }),
    ...(given > 0 && { c: given }),
  };
};

/**
 * Settles every period up to the last that counted, before its keys change their meaning (another
 * zone, another version): none of them can be reopened or count twice.
 */
export const freezePeriods = (rules: StreakRules, round: Round): Round => {
  const newest = countedPeriods(rules, round).at(-1)?.period ?? round.b?.[0];
  if (newest === undefined || newest <= (round.h ?? -Infinity)) return round;
  return { ...closePeriods(rules, round, newest), h: Math.max(round.h ?? newest - 1, newest - 1) };
};

/** What a period has come to: the events that count for it, and whether they are enough. */
export const periodProgress = (rules: StreakRules, round: Round, period: number) => {
  const counted = countedPeriods(rules, round);
  const isCounted = round.b?.[0] === period || counted.some((count) => count.period === period);
  const [, events, graced = 0] = round.p?.find(([known]) => known === period) ?? [period, 0];
  const lent = counted.find((count) => count.period === period - 1)?.lent ?? 0;
  return { events: events + graced - lent, isCounted };
};

/** The round after a completion that no period brought, but a newer version's lower target. */
export const useUpStreak = (round: Round): Round => {
  const { b, c, ...rest } = round;
  if (!b) return round;
  const [last, , counted, ...freezes] = b;
  const given = (c ?? 0) - 1;
  return { ...rest, b: [last, 0, counted, ...freezes], ...(given > 0 && { c: given }) };
};

/** The newest period with events. */
export const newestPeriod = ({ p, b }: Round): number => p?.at(-1)?.[0] ?? b?.[0] ?? -Infinity;

/** Adds one matching event to its period, which is not closed. */
export const addToPeriod = (round: Round, period: number, isGraced: boolean): Round => {
  // A settled period that still takes events has counted already.
  if (period <= (round.b?.[0] ?? -Infinity)) return round;
  const counts = round.p ?? [];
  let at = counts.length;
  while (at > 0 && (counts[at - 1] as PeriodCount)[0] > period) at -= 1;
  const found = counts[at - 1]?.[0] === period;
  const [, events, graced = 0] = (found && counts[at - 1]) || [period, 0, 0];
  const count = toCount(period, events + (isGraced ? 0 : 1), graced + (isGraced ? 1 : 0));
  return { ...round, p: [...counts.slice(0, found ? at - 1 : at), count, ...counts.slice(at)] };
};
