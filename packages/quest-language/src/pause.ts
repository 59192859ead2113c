import { type CompiledQuest, calendarFor } from './compile-quest.ts';
import { periodAt } from './period.ts';
import { type PeriodRange, sortRanges } from './period-range.ts';
import type { StreakRules } from './streak.ts';

/** A time in which a quest was paused (epoch ms); `until` is Infinity while it lasts. */
export interface Pause {
  readonly from: number;
  /** The first instant at which it is active again. */
  readonly until: number;
}

/**
 * The rules of a quest's streak for one user, with the periods in which the quest was paused, be it for a
 * moment, excused. Undefined for a quest without a streak.
 */
export const streakRulesFor = (
  quest: CompiledQuest,
  userZone: string,
  pauses: readonly Pause[],
): StreakRules | undefined => {
  const { streak } = quest;
  if (!streak || pauses.length === 0) return streak;
  const calendar = calendarFor(quest, userZone);
  const rangeOf = ({ from, until }: Pause): PeriodRange => {
    const last = Math.max(from, until - 1);
    return [
      periodAt(streak.every, calendar, from),
      last === Infinity ? Infinity : periodAt(streak.every, calendar, last),
    ];
  };
  return { ...streak, excused: sortRanges(pauses.map(rangeOf)) };
};
