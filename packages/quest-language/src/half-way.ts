import { type CompiledQuest, calendarFor } from './compile-quest.ts';
import { type Pause, streakRulesFor } from './pause.ts';
import { periodAt } from './period.ts';
import type { QuestState, Round } from './quest-state.ts';
import { closingOfKnown } from './recurring-round.ts';
import { foldStreak, newestPeriod, periodProgress, type StreakRules } from './streak.ts';
import { streakNow } from './streak-round.ts';

const zoneOf = ({ z = 'UTC' }: QuestState): string => z;

const hasStreak = (rules: StreakRules | undefined, round: Round): boolean =>
  rules !== undefined && (foldStreak(rules, round).streak > 0 || hasBegunPeriod(rules, round));

/** Whether the newest period has events, though not yet enough. */
const hasBegunPeriod = (rules: StreakRules, round: Round): boolean => {
  const { events, isCounted } = periodProgress(rules, round, newestPeriod(round));
  return events > 0 && !isCounted;
};

const isBegun = (rules: StreakRules | undefined, round: Round): boolean =>
  round.v !== undefined || (round.r ?? 0) > 0 || hasStreak(rules, round);

/** Whether anything has been counted since the last completion, and can still come to one. */
export const hasProgress = (
  quest: CompiledQuest,
  state: QuestState,
  pauses: readonly Pause[],
): boolean => {
  if (state.completions >= quest.completionLimit) return false;
  const rules = streakRulesFor(quest, zoneOf(state), pauses);
  const rounds = quest.recurrence ? (state.w ?? []).map(([, round]) => round) : [state];
  return rounds.some((round) => isBegun(rules, round));
};

/** Whether the periods up to an instant (epoch ms) have broken a streak, or never let it begin. */
const isBroken = (
  rules: StreakRules,
  round: Round,
  calendar: ReturnType<typeof calendarFor>,
  at: number,
): boolean => {
  if (streakNow(rules, round, { now: at, latenessMs: 0, calendar }).streak > 0) return false;
  const open = periodAt(rules.every, calendar, at - rules.graceMs);
  return newestPeriod(round) < open || !hasBegunPeriod(rules, round);
};

/** What a completion left over is of the round after it. */
const isLeftOver = ({ l, r = 0 }: Round): boolean => l === 1 && r === 0;

/**
 * Whether every round that a user is half-way in has come to its end by an instant (epoch ms): completed,
 * its window or the quest over, or its streak broken.
 */
export const isRoundOver = (
  quest: CompiledQuest,
  state: QuestState,
  { at, pauses }: { readonly at: number; readonly pauses: readonly Pause[] },
): boolean => {
  if (at >= quest.endsAt) return true;
  const { recurrence } = quest;
  const rules = streakRulesFor(quest, zoneOf(state), pauses);
  const calendar = calendarFor(quest, zoneOf(state));
  const isOver = (round: Round) =>
    isLeftOver(round) || (rules !== undefined && isBroken(rules, round, calendar, at));
  if (!recurrence) return isOver(state);
  return (state.w ?? [])
    .filter(([, round]) => isBegun(rules, round))
    .every(([key, round]) => isOver(round) || at >= closingOfKnown(quest, recurrence, state, key));
};
