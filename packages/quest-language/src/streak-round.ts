import { type Award, giveCompletion, giveSteps, type Shown } from './award.ts';
import { type Calendar, periodAt, startOfPeriod } from './period.ts';
import type { Round } from './quest-state.ts';
import {
  addToPeriod,
  closePeriods,
  foldStreak,
  missUntil,
  newestPeriod,
  type Streak,
  type StreakRules,
  useUpStreak,
} from './streak.ts';

/** When a streak is decided or looked at; all in epoch ms and ms. */
export interface StreakTime {
  readonly now: number;
  readonly latenessMs: number;
  readonly calendar: Calendar;
}

/** Most periods that are kept open, however late events may come. */
export const openPeriodsMax = 40;

/** The newest period that can get no more events, nor lend any. */
const closedThrough = (
  rules: StreakRules,
  round: Round,
  { now, latenessMs, calendar }: StreakTime,
  newest: number,
): number => {
  const late = periodAt(rules.every, calendar, now - latenessMs) - (rules.graceMs > 0 ? 2 : 1);
  return Math.max(late, newest - openPeriodsMax, round.h ?? -Infinity);
};

const stepsMet = (steps: readonly number[], streak: number): number => {
  let met = 0;
  while (met < steps.length && streak >= (steps[met] as number)) met += 1;
  return met;
};

/** The step that a streak is on its way to, after those reached; without steps the quest's target. */
const targetAfter = (rules: StreakRules, steps: readonly number[], reached: number): number =>
  steps[Math.min(reached, steps.length - 1)] ?? rules.target;

const showAward = (award: Award, target: number): void => {
  award.shown = { value: target, target };
};

/** Gives what the rounds beyond those given before have come to. */
const giveRounds = (
  rules: StreakRules,
  steps: readonly number[],
  { rounds }: Streak,
  given: number,
  award: Award,
): number => {
  let done = given;
  for (; done < rounds.length && award.room > 0; done += 1) {
    const isWhole = done < rounds.length - 1;
    const before = award.completed.length;
    giveSteps(award, isWhole ? steps.length : stepsMet(steps, rounds[done] as number));
    if (award.completed.length > before) showAward(award, steps[award.reached - 1] as number);
    if (!isWhole) break;
    giveCompletion(award);
    showAward(award, rules.target);
  }
  return done;
};

/** A streak as of now: finished periods that did not count are missed, though nothing tells of them. */
export const streakNow = (
  rules: StreakRules,
  round: Round,
  { now, calendar }: StreakTime,
): Streak => {
  const streak = foldStreak(rules, round);
  const current = periodAt(rules.every, calendar, now - rules.graceMs);
  missUntil(rules, streak, current);
  return streak;
};

/** A streak as a progress bar shows it. */
export const shownStreak = (
  rules: StreakRules,
  steps: readonly number[],
  { streak }: Streak,
  reached: number,
): Shown => ({ value: streak, target: targetAfter(rules, steps, reached) });

/** Where an event falls in a streak. */
interface StreakPlace {
  readonly period: number;
  /** Whether it is in the first seconds, which may make up for the period before. */
  readonly isGraced: boolean;
  /** Whether its period can get no more events. */
  readonly isClosed: boolean;
  /** Periods up to this one are closed with it. */
  readonly through: number;
}

/** Finds the period of an event that happened at `at` (epoch ms). */
export const placeInStreak = (
  rules: StreakRules,
  round: Round,
  at: number,
  time: StreakTime,
): StreakPlace => {
  const period = periodAt(rules.every, time.calendar, at);
  const through = closedThrough(rules, round, time, Math.max(newestPeriod(round), period));
  const isGraced =
    rules.graceMs > 0 && at < startOfPeriod(rules.every, time.calendar, period) + rules.graceMs;
  return { period, isGraced, isClosed: period <= through, through };
};

/** Whether a round was completed by this period. */
export const hasCompletedIn = (rules: StreakRules, round: Round, period: number): boolean =>
  foldStreak(rules, round).completedIn.includes(period) ||
  (round.b?.[0] === period && round.b[1] === 0);

const settleStreak = (
  rules: StreakRules,
  steps: readonly number[],
  round: Round,
  award: Award,
): Round => {
  const streak = foldStreak(rules, round);
  const before = round.c ?? 0;
  const given = giveRounds(rules, steps, streak, before, award);
  const settled = given === before ? round : { ...round, c: given };
  const isUsedUp = (round.b?.[1] ?? 0) >= rules.target && streak.last === round.b?.[0];
  return isUsedUp ? useUpStreak(settled) : settled;
};

/** Counts one matching event in its period and gives what the streak has come to. */
export const countInStreak = (
  rules: StreakRules,
  steps: readonly number[],
  round: Round,
  { period, isGraced, through }: StreakPlace,
  award: Award,
): Round => {
  const added = addToPeriod(round, period, isGraced);
  return closePeriods(rules, settleStreak(rules, steps, added, award), through);
};
