import type { QuestVersion } from '@questline/contracts/catalog/quest';
import type { QuestDefinition } from '@questline/contracts/catalog/quest-definition';
import { millisecondsOf } from '@questline/contracts/instant';
import { isZone } from './local-time.ts';
import { type CompiledObjective, compileObjective } from './objective.ts';
import type { Calendar } from './period.ts';
import type { Measured } from './quest-state.ts';
import { compileStreak, type StreakRules } from './streak.ts';
import { createRecurrence, type Recurrence } from './window.ts';

/** Objectives that complete a quest together: a stretch of the quest's list. */
export interface Alternative {
  readonly from: number;
  readonly until: number;
}

/** A version made ready to decide by. */
export interface CompiledQuest {
  readonly quest: QuestVersion;
  /** The types of events that can move it. */
  readonly eventTypes: ReadonlySet<string>;
  /** Whether its outcome depends on the user's own zone. */
  readonly usesUserZone: boolean;
  /** Every quest that its unlocking asks about. */
  readonly unlockIds: readonly string[];
  readonly objectives: readonly CompiledObjective[];
  readonly alternatives: readonly Alternative[];
  readonly initial: readonly Measured[];
  /** Targets of the steps, of the objective or in periods; empty without steps. */
  readonly steps: readonly number[];
  readonly streak: StreakRules | undefined;
  readonly recurrence: Recurrence | undefined;
  readonly carriesOver: boolean;
  readonly oncePerWindow: boolean;
  readonly completionLimit: number;
  /** The quest's zone; undefined for the user's own. */
  readonly zone: string | undefined;
  readonly dayStart: number;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly cooldownMs: number;
}

/** How often one user can complete a quest. */
export const completionLimitOf = ({ definition }: Pick<QuestVersion, 'definition'>): number =>
  definition.repeat.policy === 'once' ? 1 : definition.repeat.max;

const alternativesOf = ({ objectives }: QuestDefinition): readonly Alternative[] => {
  let from = 0;
  return objectives.any_of.map(({ all_of }) => {
    const alternative = { from, until: from + all_of.length };
    from = alternative.until;
    return alternative;
  });
};

const zoneOf = ({ time }: QuestDefinition): string | undefined => {
  const zone = time?.timezone ?? 'UTC';
  if (zone === 'user') return undefined;
  if (!isZone(zone)) throw new Error(`unknown time zone ${zone}`);
  return zone;
};

const dayStartOf = ({ time }: QuestDefinition): number => {
  const [hours = 0, minutes = 0] = (time?.day_start ?? '00:00').split(':').map(Number);
  return (hours * 60 + minutes) * 60_000;
};

const recurrenceOf = ({ window }: QuestDefinition): Recurrence | undefined => {
  if (window?.cron === undefined) return undefined;
  return createRecurrence(window.cron, window.duration_seconds);
};

const usesUserZone = ({ time, consecutive, window, limits }: QuestDefinition): boolean =>
  time?.timezone === 'user' &&
  (consecutive !== undefined ||
    window?.cron !== undefined ||
    limits?.some(({ per }) => per !== 'lifetime') === true);

const stepsOf = ({ steps = [] }: QuestDefinition): readonly number[] =>
  steps.map(({ target }) => target);

/** The target of the last step is the objective's: with it the quest completes. */
const objectivesOf = (
  { objectives, steps, consecutive }: QuestDefinition,
  carriesOver: boolean,
): readonly CompiledObjective[] => {
  const target = consecutive ? undefined : steps?.at(-1)?.target;
  return objectives.any_of.flatMap(({ all_of }) =>
    all_of.map((objective) =>
      compileObjective({ ...objective, target: target ?? objective.target }, carriesOver),
    ),
  );
};

const unlockIdsOf = ({ unlock }: QuestDefinition): readonly string[] => [
  ...new Set([...(unlock?.all ?? []), ...(unlock?.any ?? []), ...(unlock?.none ?? [])]),
];

/**
 * Makes a version ready, once. Throws an Error for a version that cannot be compiled, which no
 * published one is.
 */
export const compileQuest = (quest: QuestVersion): CompiledQuest => {
  const { definition } = quest;
  const { repeat, window, consecutive } = definition;
  const carriesOver = repeat.carry_over === true && !consecutive;
  const objectives = objectivesOf(definition, carriesOver);
  if (objectives.length === 0) throw new Error('a quest without objectives');
  const steps = stepsOf(definition);
  return {
    quest,
    eventTypes: new Set(objectives.flatMap(({ types }) => [...types])),
    usesUserZone: usesUserZone(definition),
    unlockIds: unlockIdsOf(definition),
    objectives,
    alternatives: alternativesOf(definition),
    initial: objectives.map(({ initial }) => initial),
    steps,
    streak: consecutive && compileStreak(consecutive, objectives, steps),
    recurrence: recurrenceOf(definition),
    carriesOver,
    oncePerWindow: repeat.policy === 'on_window',
    completionLimit: completionLimitOf(quest),
    zone: zoneOf(definition),
    dayStart: dayStartOf(definition),
    startsAt: window?.start === undefined ? -Infinity : millisecondsOf(window.start),
    endsAt: window?.end === undefined ? Infinity : millisecondsOf(window.end),
    cooldownMs: (window?.cooldown_seconds ?? 0) * 1_000,
  };
};

/** Whether what is counted depends on the user's own zone. */
export const goesByUserZone = (quest: CompiledQuest): boolean =>
  quest.zone === undefined && (quest.streak !== undefined || quest.recurrence !== undefined);

/** The zone that a quest goes by for one user. */
export const zoneFor = (quest: CompiledQuest, userZone: string): string => quest.zone ?? userZone;

/** The calendar that a quest goes by for one user. */
export const calendarFor = (quest: CompiledQuest, userZone: string): Calendar => ({
  zone: zoneFor(quest, userZone),
  dayStart: quest.dayStart,
});
