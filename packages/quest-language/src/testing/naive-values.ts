import type { Objective, QuestDefinition } from '@questline/contracts/catalog/quest-definition';
import type { QuestEvent } from '../decide-quest.ts';
import { type Gains, gainCompletion, gainSteps, type NaiveRound } from './naive-round.ts';

/** Conditions that tests use, in JavaScript; undefined where a field is missing or of another type. */
export const conditions: Readonly<Record<string, (event: QuestEvent) => boolean | undefined>> = {
  'event.data.n > 3.0': ({ data }) => (typeof data.n === 'number' ? data.n > 3 : undefined),
  'event.type == "win" || event.data.k == "a"': ({ type, data }) =>
    type === 'win' || ('k' in data ? data.k === 'a' : undefined),
};

export const objectivesOf = (definition: QuestDefinition): Objective[] =>
  definition.objectives.any_of.flatMap(({ all_of }) => all_of);

const read = (data: unknown, field: string): unknown =>
  field.split('.').reduce<unknown>((value, name) => {
    if (typeof value !== 'object' || value === null) return undefined;
    return Object.entries(value).find(([key]) => key === name)?.[1];
  }, data);

const canCount = (objective: Objective, value: unknown): boolean => {
  if (objective.aggregate === 'distinct')
    return ['string', 'number', 'boolean'].includes(typeof value);
  if (typeof value !== 'number' || !Number.isFinite(value)) return false;
  return objective.aggregate !== 'sum' || (value >= 0 && value <= 1e12);
};

/** Why an objective does not count an event, if it does not. */
export const mismatchOf = (objective: Objective, event: QuestEvent) => {
  if (![objective.event].flat().includes(event.type)) return 'no-match';
  const holds = objective.where === undefined || conditions[objective.where]?.(event);
  if (!holds) return holds === undefined ? 'field' : 'no-match';
  if (objective.aggregate === 'count') return undefined;
  return canCount(objective, read(event.data, objective.field ?? '')) ? undefined : 'field';
};

/** Why none of a definition's objectives counts an event. */
export const mismatchOfAll = (definition: QuestDefinition, event: QuestEvent): string => {
  const mismatches = objectivesOf(definition).map((each) => mismatchOf(each, event));
  return mismatches.includes('field') ? 'field' : 'no-match';
};

export const matches = (objective: Objective, event: QuestEvent): boolean =>
  mismatchOf(objective, event) === undefined;

/** A value as it is written, in units of 10^-12; what is written beyond these is rounded. */
const toParts = (value: number): bigint => {
  const [written = '', exponent = '0'] = `${value}`.split('e');
  const [whole = '', fraction = ''] = written.split('.');
  const zeros = '0'.repeat(40);
  // The point moves by the exponent and by twelve places, among zeros enough.
  const digits = `${zeros}${whole}${fraction}${zeros}`;
  const point = zeros.length + whole.length + Number(exponent) + 12;
  return BigInt(digits.slice(0, point)) + BigInt(Number(digits[point]) >= 5);
};

const differentOf = (objective: Objective, events: readonly QuestEvent[]): unknown[] => [
  ...new Map(
    events.map(({ data }) => {
      const value = read(data, objective.field ?? '');
      return [`${typeof value} ${value}`, value];
    }),
  ).keys(),
];

/** Of events without a time of their own that happened at once, the one that arrived last. */
const isLater = (event: QuestEvent, before: QuestEvent): boolean => {
  const difference = event.time.getTime() - before.time.getTime();
  if (difference !== 0) return difference > 0;
  return event.untimed === true || event.id > before.id;
};

/** The value in units; sums in units of 10^-12, so that they are exact. */
const measureOf = (
  objective: Objective,
  events: readonly QuestEvent[],
  used: bigint,
): bigint | number | null => {
  const numbers = events.map(({ data }) => read(data, objective.field ?? '') as number);
  switch (objective.aggregate) {
    case 'count':
      return events.length;
    case 'sum':
      return numbers.map(toParts).reduce((a, b) => a + b, 0n) - used;
    case 'distinct':
      return differentOf(objective, events).length;
    case 'min':
      return numbers.length ? Math.min(...numbers) : null;
    case 'max':
      return numbers.length ? Math.max(...numbers) : null;
    default: {
      const latest = events.reduce<QuestEvent | undefined>(
        (before, event) => (before && !isLater(event, before) ? before : event),
        undefined,
      );
      return latest ? (read(latest.data, objective.field ?? '') as number) : null;
    }
  }
};

export const meets = (
  objective: Objective,
  value: bigint | number | null,
  target: number,
): boolean => {
  if (value === null) return false;
  const goal = objective.aggregate === 'sum' ? toParts(target) : target;
  if (objective.op === '>=') return value >= goal;
  return objective.op === '<=' ? value <= goal : value === goal;
};

export const shownOf = (value: bigint | number | null): number | null =>
  typeof value === 'bigint' ? Number(`${value}e-12`) : value;

const lastTarget = (definition: QuestDefinition, objective: Objective): number =>
  definition.steps?.at(-1)?.target ?? objective.target;

export const valueAt = (definition: QuestDefinition, round: NaiveRound, index: number) => {
  const objective = objectivesOf(definition)[index] as Objective;
  return measureOf(objective, round.seen[index] ?? [], round.used[index] ?? 0n);
};

export const isUntouched = (value: bigint | number | null): boolean =>
  value === null || Number(value) === 0;

/** Whether any objective has measured anything. */
export const hasValues = (definition: QuestDefinition, round: NaiveRound): boolean =>
  objectivesOf(definition).some((objective, index) => {
    const value = valueAt(definition, round, index);
    const grows = ['count', 'sum', 'distinct'].includes(objective.aggregate);
    return grows ? !isUntouched(value) : value !== null;
  });

const valuesOf = (definition: QuestDefinition, round: NaiveRound): string =>
  objectivesOf(definition)
    .map((_, index) => String(valueAt(definition, round, index)))
    .join();

const stepsMet = (
  definition: QuestDefinition,
  objective: Objective,
  value: bigint | number | null,
) => {
  // An extremum or a latest value of 0 has been measured; a count or a sum of 0 has not.
  const grows = ['count', 'sum', 'distinct'].includes(objective.aggregate);
  if (value === null || (grows && isUntouched(value))) return 0;
  return (definition.steps ?? []).reduce(
    (reached, { target }, index) => (meets(objective, value, target) ? index + 1 : reached),
    0,
  );
};

const useUp = (
  definition: QuestDefinition,
  round: NaiveRound,
  from: number,
  until: number,
): void => {
  const carries = definition.repeat.carry_over === true;
  objectivesOf(definition).forEach((objective, index) => {
    const events = round.seen[index] ?? [];
    const isUsed = index >= from && index < until;
    const target = lastTarget(definition, objective);
    const used = round.used[index] ?? 0n;
    round.seen[index] = [];
    round.used[index] = 0n;
    if (!carries || !isUsed || objective.op !== '>=' || target <= 0) return;
    if (objective.aggregate === 'count') round.seen[index] = events.slice(target);
    if (objective.aggregate === 'sum') {
      round.seen[index] = events;
      round.used[index] = used + toParts(target);
    }
    if (objective.aggregate === 'distinct') {
      const left = differentOf(objective, events).slice(target);
      round.seen[index] = left.map(
        (name) => events.find((event) => differentOf(objective, [event])[0] === name) as QuestEvent,
      );
    }
  });
};

const findMet = (definition: QuestDefinition, round: NaiveRound): [number, number] | undefined => {
  let from = 0;
  for (const { all_of } of definition.objectives.any_of) {
    const until = from + all_of.length;
    const start = from;
    const values = all_of.map((_, index) => valueAt(definition, round, start + index));
    const all = all_of.every((objective, index) =>
      meets(
        objective,
        values[index] ?? (objective.aggregate === 'count' ? 0 : null),
        objective.target,
      ),
    );
    const some = all_of.some((objective, index) => {
      const grows = ['count', 'sum', 'distinct'].includes(objective.aggregate);
      return grows ? !isUntouched(values[index] ?? null) : values[index] !== null;
    });
    if (all && some) return [from, until];
    from = until;
  }
  return undefined;
};

export const takeValues = (
  definition: QuestDefinition,
  round: NaiveRound,
  event: QuestEvent,
  gains: Gains,
): boolean => {
  let matched = false;
  const { completions } = gains;
  const before = valuesOf(definition, round);
  objectivesOf(definition).forEach((objective, index) => {
    if (!matches(objective, event)) return;
    matched = true;
    const events = round.seen[index] ?? [];
    // No more different values are told apart than are asked for.
    const isFull =
      objective.aggregate === 'distinct' &&
      !definition.repeat.carry_over &&
      differentOf(objective, events).length >= lastTarget(definition, objective);
    if (!isFull) round.seen[index] = [...events, event];
  });
  if (!matched) return false;
  while (gains.room > 0) {
    let met = findMet(definition, round);
    if (definition.steps) {
      const objective = objectivesOf(definition)[0] as Objective;
      const reached = stepsMet(definition, objective, valueAt(definition, round, 0));
      gainSteps(gains, round, reached);
      met = reached === definition.steps.length ? [0, 1] : undefined;
    }
    if (!met) break;
    gainCompletion(gains, round);
    useUp(definition, round, ...met);
    if (!definition.repeat.carry_over) break;
  }
  if (gains.completions > completions) round.leftOver = hasValues(definition, round);
  else if (valuesOf(definition, round) !== before) round.leftOver = false;
  return true;
};
