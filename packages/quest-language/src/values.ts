import { type Award, giveCompletion, giveSteps, type Shown } from './award.ts';
import type { Alternative, CompiledQuest } from './compile-quest.ts';
import {
  type CompiledObjective,
  clearerOf,
  isMismatch,
  type MeasuredEvent,
  type Mismatch,
  measure,
  meets,
  noMatch,
  shownValue,
  surplusOf,
} from './objective.ts';
import type { Measured } from './quest-state.ts';

type Values = readonly Measured[];

/** The values with one more event, or why it counts for no objective. */
export const measureAll = (
  { objectives }: CompiledQuest,
  values: Values,
  event: MeasuredEvent,
): Values | Mismatch => {
  let mismatch: Mismatch | undefined = noMatch;
  let changed: Measured[] | undefined;
  for (let index = 0; index < objectives.length; index += 1) {
    const before = values[index] as Measured;
    const after = measure(objectives[index] as CompiledObjective, before, event);
    if (isMismatch(after)) {
      if (mismatch) mismatch = clearerOf(after, mismatch);
      continue;
    }
    mismatch = undefined;
    if (after === before) continue;
    changed ??= values.slice();
    changed[index] = after;
  }
  return mismatch ?? changed ?? values;
};

/** Whether any of an alternative's objectives has measured anything: nothing completes before. */
const hasMoved = (quest: CompiledQuest, { from, until }: Alternative, values: Values): boolean => {
  for (let index = from; index < until; index += 1) {
    if (values[index] !== quest.initial[index]) return true;
  }
  return false;
};

/** Whether nothing has been measured, as in the beginning. */
export const isInitial = ({ initial }: CompiledQuest, values: Values): boolean =>
  values === initial || values.every((value, index) => value === initial[index]);

const metOf = (quest: CompiledQuest, { from, until }: Alternative, values: Values): number => {
  let met = 0;
  for (let index = from; index < until; index += 1) {
    const objective = quest.objectives[index] as CompiledObjective;
    if (meets(objective, values[index] as Measured)) met += 1;
  }
  return met;
};

/** The first alternative whose objectives are all met at once. */
export const findMet = (quest: CompiledQuest, values: Values): Alternative | undefined => {
  for (const alternative of quest.alternatives) {
    const total = alternative.until - alternative.from;
    if (metOf(quest, alternative, values) === total && hasMoved(quest, alternative, values)) {
      return alternative;
    }
  }
  return undefined;
};

/** How many steps the one objective's value has come to; the furthest that is met counts. */
const stepsMet = (quest: CompiledQuest, values: Values): number => {
  const objective = quest.objectives[0] as CompiledObjective;
  const value = values[0] as Measured;
  if (value === objective.initial) return 0;
  for (let step = quest.steps.length; step > 0; step -= 1) {
    if (meets(objective, value, quest.steps[step - 1])) return step;
  }
  return 0;
};

const valuesAfter = (quest: CompiledQuest, values: Values, used: Alternative): Values => {
  if (!quest.carriesOver) return quest.initial;
  return quest.objectives.map((objective, index) =>
    index >= used.from && index < used.until
      ? surplusOf(objective, values[index] as Measured)
      : objective.initial,
  );
};

/** The target of a step (1 for the first), where there are steps; else the objective's own. */
export const stepTarget = (
  { steps }: CompiledQuest,
  { target }: CompiledObjective,
  step: number,
): number => steps[Math.min(step, steps.length) - 1] ?? target;

const shownOne = (quest: CompiledQuest, value: Measured, step: number): Shown => {
  const objective = quest.objectives[0] as CompiledObjective;
  return {
    value: shownValue(objective, value) ?? 0,
    target: stepTarget(quest, objective, step),
  };
};

/** As a progress bar shows it when that is reached: full, but for what must not be exceeded. */
const shownReached = (quest: CompiledQuest, values: Values, used: Alternative, step: number) => {
  if (quest.objectives.length > 1) {
    const total = used.until - used.from;
    return { value: total, target: total };
  }
  const shown = shownOne(quest, values[0] as Measured, step);
  return quest.objectives[0]?.op === '<=' ? shown : { value: shown.target, target: shown.target };
};

/** Gives what the values have reached, and returns what remains of them. */
export const settleValues = (quest: CompiledQuest, values: Values, award: Award): Values => {
  let remaining = values;
  const [first] = quest.alternatives as [Alternative];
  while (award.room > 0) {
    if (quest.steps.length > 0) {
      const before = award.completed.length;
      const reached = stepsMet(quest, remaining);
      giveSteps(award, reached);
      if (award.completed.length > before) {
        award.shown = shownReached(quest, remaining, first, reached);
      }
      if (reached < quest.steps.length) break;
    }
    const met = quest.steps.length > 0 ? first : findMet(quest, remaining);
    if (!met) break;
    award.shown = shownReached(quest, remaining, met, quest.steps.length);
    giveCompletion(award);
    remaining = valuesAfter(quest, remaining, met);
    if (!quest.carriesOver) break;
  }
  return remaining;
};

/**
 * Values as a progress bar shows them: the one objective's, towards the step after those `reached`;
 * of several, how many the alternative has met that has met most.
 */
export const shownValues = (quest: CompiledQuest, values: Values, reached: number): Shown => {
  if (quest.objectives.length === 1) return shownOne(quest, values[0] as Measured, reached + 1);
  let shown: Shown = { value: -1, target: 0 };
  for (const alternative of quest.alternatives) {
    const met = metOf(quest, alternative, values);
    if (met > shown.value) shown = { value: met, target: alternative.until - alternative.from };
  }
  return shown;
};
