import type { Objective } from '@questline/contracts/catalog/quest-definition';
import { type Condition, type ConditionEvent, compileCondition } from './condition.ts';
import { addToSum, compareSum, type ExactSum, shownSum, takeFromSum } from './exact-sum.ts';
import { hashLength, hashValue } from './hash-value.ts';
import type { Measured } from './quest-state.ts';

/** The largest single value that a sum counts. */
const sumValueMax = 1_000_000_000_000;
/** Most different values that an objective tells apart. */
export const distinctMax = 1_000;

/** An objective made ready. */
export interface CompiledObjective {
  readonly types: ReadonlySet<string>;
  readonly condition: Condition | undefined;
  readonly aggregate: Objective['aggregate'];
  readonly path: readonly string[];
  readonly op: Objective['op'];
  readonly target: number;
  /** Most different values it keeps. */
  readonly valuesMax: number;
  readonly initial: Measured;
  /** Objectives with the same signature measure the same, whatever their targets. */
  readonly signature: string;
}

/** An event as an objective reads it. */
export interface MeasuredEvent extends ConditionEvent {
  readonly id: string;
  /** Its sender gave no time, so that it happened when it arrived: of several the last one is the latest. */
  readonly untimed?: true | undefined;
}

/** In place of a measure: the event is of another type, or its condition is false. */
export const noMatch = Symbol('no-match');
/** In place of a measure: the event lacks a value that the objective or its condition reads. */
export const noField = Symbol('field');
/** Why an event does not count. */
export type Mismatch = typeof noMatch | typeof noField;

export const isMismatch = (measured: Measured | Mismatch): measured is Mismatch =>
  typeof measured === 'symbol';

/** Of two objectives' reasons the one that says more. */
export const clearerOf = (one: Mismatch, other: Mismatch): Mismatch =>
  one === noField ? one : other;

const startsEmpty: readonly string[] = ['min', 'max', 'last'];

const initialOf = (aggregate: Objective['aggregate']): Measured => {
  if (aggregate === 'distinct') return '';
  return startsEmpty.includes(aggregate) ? null : 0;
};

const conditionOf = (where: string | undefined): Condition | undefined => {
  if (where === undefined) return undefined;
  const compiled = compileCondition(where);
  if (compiled.kind === 'fault') throw new Error(`condition ${where}: ${compiled.message}`);
  return compiled.condition;
};

const valuesMaxOf = ({ op, target }: Objective, carriesOver: boolean): number => {
  if (carriesOver) return distinctMax;
  // What shall not be exceeded needs one more, to tell that it is.
  return Math.min(distinctMax, Math.max(0, Math.ceil(target)) + (op === '>=' ? 0 : 1));
};

const typesOf = ({ event }: Objective): readonly string[] =>
  typeof event === 'string' ? [event] : event;

const signatureOf = (objective: Objective): string => {
  const { where, aggregate, field } = objective;
  return JSON.stringify([[...new Set(typesOf(objective))].sort(), where, aggregate, field]);
};

/** Makes an objective ready. Throws an Error for a condition that does not compile. */
export const compileObjective = (
  objective: Objective,
  carriesOver: boolean,
): CompiledObjective => ({
  types: new Set(typesOf(objective)),
  condition: conditionOf(objective.where),
  aggregate: objective.aggregate,
  path: objective.field?.split('.') ?? [],
  op: objective.op,
  target: objective.target,
  valuesMax: valuesMaxOf(objective, carriesOver),
  initial: initialOf(objective.aggregate),
  signature: signatureOf(objective),
});

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const fieldOf = (data: unknown, path: readonly string[]): unknown => {
  let value = data;
  for (const name of path) {
    if (!isRecord(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
};

const addValue = (values: string, value: unknown, max: number): Measured | Mismatch => {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
    return noField;
  }
  if (values.length >= max * hashLength) return values;
  const hash = hashValue(value);
  for (let at = values.indexOf(hash); at >= 0; at = values.indexOf(hash, at + 1)) {
    if (at % hashLength === 0) return values;
  }
  return values + hash;
};

const isLater = (event: MeasuredEvent, measured: Measured): boolean => {
  if (!Array.isArray(measured)) return true;
  const [, time, id] = measured as readonly [number, number, string];
  const at = event.time.getTime();
  return at > time || (at === time && (event.untimed === true || event.id > id));
};

const measureNumber = (
  aggregate: Objective['aggregate'],
  measured: Measured,
  value: number,
  event: MeasuredEvent,
): Measured | Mismatch => {
  switch (aggregate) {
    case 'sum':
      return value >= 0 && value <= sumValueMax ? addToSum(measured as ExactSum, value) : noField;
    case 'min':
      return measured === null ? value : Math.min(measured as number, value);
    case 'max':
      return measured === null ? value : Math.max(measured as number, value);
    default:
      return isLater(event, measured) ? [value, event.time.getTime(), event.id] : measured;
  }
};

/** What an objective has measured with one more event, or why the event does not count. */
export const measure = (
  objective: CompiledObjective,
  measured: Measured,
  event: MeasuredEvent,
): Measured | Mismatch => {
  if (!objective.types.has(event.type)) return noMatch;
  if (objective.condition) {
    const holds = objective.condition(event);
    if (!holds) return holds === undefined ? noField : noMatch;
  }
  if (objective.aggregate === 'count') return (measured as number) + 1;
  const value = fieldOf(event.data, objective.path);
  if (objective.aggregate === 'distinct') {
    return addValue(measured as string, value, objective.valuesMax);
  }
  if (typeof value !== 'number' || !Number.isFinite(value)) return noField;
  return measureNumber(objective.aggregate, measured, value, event);
};

/** What was measured as readers see it; null before the first match. */
export const shownValue = (objective: CompiledObjective, measured: Measured): number | null => {
  if (objective.aggregate === 'distinct') return (measured as string).length / hashLength;
  if (objective.aggregate === 'sum') return shownSum(measured as ExactSum);
  return Array.isArray(measured) ? measured[0] : (measured as number | null);
};

/** How what was measured compares with a target; null before the first match. */
const compareWith = (objective: CompiledObjective, measured: Measured, target: number) => {
  if (objective.aggregate === 'sum') return compareSum(measured as ExactSum, target);
  const amount = shownValue(objective, measured);
  return amount === null ? null : amount - target;
};

/** Whether what was measured meets a target. */
export const meets = (
  objective: CompiledObjective,
  measured: Measured,
  target = objective.target,
): boolean => {
  const compared = compareWith(objective, measured, target);
  if (compared === null) return false;
  if (objective.op === '>=') return compared >= 0;
  return objective.op === '<=' ? compared <= 0 : compared === 0;
};

/** What is left for the next completion when a target is used up. */
export const surplusOf = (
  objective: CompiledObjective,
  measured: Measured,
  target = objective.target,
): Measured => {
  // A target of 0 or less is met by anything, so it uses up everything.
  if (objective.op !== '>=' || target <= 0) return objective.initial;
  const { aggregate } = objective;
  if (aggregate === 'count') return Math.max(0, (measured as number) - target);
  if (aggregate === 'sum') return takeFromSum(measured as ExactSum, target);
  if (aggregate === 'distinct') return (measured as string).slice(Math.ceil(target) * hashLength);
  return objective.initial;
};

/** Why an event counts for none of the objectives; undefined where it makes a period count. */
export const mismatchOf = (
  objectives: readonly CompiledObjective[],
  event: MeasuredEvent,
): Mismatch | undefined => {
  let mismatch: Mismatch = noMatch;
  for (const objective of objectives) {
    const measured = measure(objective, objective.initial, event);
    if (!isMismatch(measured)) return undefined;
    mismatch = clearerOf(measured, mismatch);
  }
  return mismatch;
};
