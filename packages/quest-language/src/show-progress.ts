import type { ProgressRow } from '@questline/contracts/processing/progress';
import { type CompiledQuest, calendarFor } from './compile-quest.ts';
import { type DecisionContext, enterZone } from './decide-quest.ts';
import { meets, shownValue } from './objective.ts';
import { streakRulesFor } from './pause.ts';
import { periodAt } from './period.ts';
import type { Measured, QuestState, Round } from './quest-state.ts';
import { placeInWindows, windowRound } from './recurring-round.ts';
import { valuesOf } from './stored-values.ts';
import { periodProgress, type Streak, type StreakRules } from './streak.ts';
import { type StreakTime, shownStreak, streakNow } from './streak-round.ts';
import { shownValues, stepTarget } from './values.ts';

export { completionLimitOf } from './compile-quest.ts';

/** The part of a progress row that a quest's definition and a user's state make. */
export type ShownProgress = Pick<
  ProgressRow,
  'streak' | 'target' | 'objectives' | 'steps' | 'freezes' | 'window' | 'cooldown_until'
>;

type ShownObjectives = ShownProgress['objectives'];

interface ShownRound {
  readonly round: Round;
  readonly window: ShownProgress['window'];
}

/** The round of the window that is open, or of the last one if the user took part in it. */
const roundNow = (
  quest: CompiledQuest,
  state: QuestState,
  context: DecisionContext,
): ShownRound => {
  const { recurrence } = quest;
  if (!recurrence) return { round: state, window: null };
  const { now, userZone = 'UTC' } = context;
  const settled = enterZone(quest, state, context);
  const place = placeInWindows(quest, recurrence, settled, userZone, now.getTime());
  if (!('key' in place)) return { round: {}, window: null };
  const round = windowRound(settled, place.key);
  if (place.kind === 'over' && !round) return { round: {}, window: null };
  const { start, end } = place;
  const window = { start: new Date(start).toISOString(), end: new Date(end).toISOString() };
  return { round: round ?? {}, window };
};

/** Each objective of a streak by the events of the present period. */
const periodObjectives = (
  quest: CompiledQuest,
  rules: StreakRules,
  round: Round,
  { now, calendar }: StreakTime,
): ShownObjectives => {
  const { events, isCounted } = periodProgress(rules, round, periodAt(rules.every, calendar, now));
  const target = rules.perPeriod;
  const value = isCounted ? Math.max(events, target) : events;
  return quest.alternatives.map(() => [{ value, target, met: isCounted }]);
};

const valueObjectives = (
  quest: CompiledQuest,
  values: readonly Measured[],
  reached: number,
): ShownObjectives =>
  quest.alternatives.map(({ from, until }) =>
    quest.objectives.slice(from, until).map((objective, index) => {
      const value = values[from + index] as Measured;
      const target = stepTarget(quest, objective, reached + 1);
      return {
        value: shownValue(objective, value),
        target,
        met: meets(objective, value, target),
      };
    }),
  );

const shownSteps = ({ steps }: CompiledQuest, { r = 0 }: Round): ShownProgress['steps'] =>
  steps.length > 0 ? { reached: Math.min(r, steps.length), total: steps.length } : null;

const shownFreezes = ({ quest }: CompiledQuest, { freezes }: Streak): number | null =>
  quest.definition.consecutive?.freezes ? freezes : null;

const cooldownUntil = ({ u }: QuestState, now: Date): string | null =>
  u !== undefined && u > now.getTime() ? new Date(u).toISOString() : null;

const streakMeasures = (
  quest: CompiledQuest,
  rules: StreakRules,
  round: Round,
  context: DecisionContext,
) => {
  const time: StreakTime = {
    now: context.now.getTime(),
    latenessMs: context.latenessMaxSeconds * 1_000,
    calendar: calendarFor(quest, context.userZone ?? 'UTC'),
  };
  const streak = streakNow(rules, round, time);
  const { value, target } = shownStreak(rules, quest.steps, streak, round.r ?? 0);
  const objectives = periodObjectives(quest, rules, round, time);
  return { streak: value, target, objectives, freezes: shownFreezes(quest, streak) };
};

const valueMeasures = (quest: CompiledQuest, round: Round) => {
  const v = valuesOf(round) ?? quest.initial;
  const { r = 0 } = round;
  const { value, target } = shownValues(quest, v, r);
  return { streak: value, target, objectives: valueObjectives(quest, v, r), freezes: null };
};

/**
 * Where a user stands now, in the version `quest` that the state counts in. Missed periods and windows
 * that are over show at once, without anything being written.
 */
export const showProgress = (
  quest: CompiledQuest,
  state: QuestState,
  context: DecisionContext,
): ShownProgress => {
  const { round, window } = roundNow(quest, state, context);
  const rules = streakRulesFor(quest, context.userZone ?? 'UTC', context.pauses ?? []);
  const measures = rules
    ? streakMeasures(quest, rules, round, context)
    : valueMeasures(quest, round);
  return {
    ...measures,
    steps: shownSteps(quest, round),
    window,
    cooldown_until: cooldownUntil(state, context.now),
  };
};
