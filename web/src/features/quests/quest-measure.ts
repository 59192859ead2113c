import type { QuestDefinition, QuestPublic } from '@questline/contracts/catalog/quest';
import type { Objective } from '@questline/contracts/catalog/quest-definition';
import type { RewardLine } from '@questline/contracts/catalog/reward';
import type { ProgressRow } from '@questline/contracts/processing/progress';
import { numberText } from '../../ui/number-text.ts';
import { objectiveLabel } from './quest-ask.ts';

/** How far a round is: `value`, what follows it, and the share of the way, 0 to 1. */
export type Measure = {
  readonly value: string;
  /** `of 5`, `of 7 days`; where less is better, `so far, at most 60`. */
  readonly aim: string;
  readonly share: number;
  /** Whole steps of the way, where it goes step by step. */
  readonly waypoints: number | null;
};

export type Step = {
  readonly key: number;
  readonly name: string | null;
  readonly target: string;
  readonly rewards: readonly RewardLine[];
  readonly isReached: boolean;
  /** The share of the way from the step before, 0 to 1. */
  readonly share: number;
};

export type Goal = {
  readonly label: string;
  readonly value: string;
  readonly aim: string;
  readonly share: number;
  readonly isMet: boolean;
};

type Source = { readonly quest: QuestPublic | undefined; readonly row: ProgressRow | undefined };

const shareOf = (value: number, target: number): number =>
  target > 0 ? Math.min(1, Math.max(0, value / target)) : 0;

const objectivesOf = (definition: QuestDefinition | undefined): readonly Objective[] =>
  definition?.objectives.any_of.flatMap(({ all_of }) => all_of) ?? [];

const startTarget = (definition: QuestDefinition | undefined): number => {
  const [first, ...others] = definition?.objectives.any_of[0]?.all_of ?? [];
  const { steps, consecutive } = definition ?? {};
  if (others.length > 0) return others.length + 1;
  return steps?.at(-1)?.target ?? consecutive?.target ?? first?.target ?? 1;
};

/** The one target of a whole round; a row with steps knows only that of the next step. */
const targetOf = ({ quest, row }: Source): number => {
  const lastStep = row?.steps ? quest?.definition.steps?.at(-1)?.target : undefined;
  return lastStep ?? row?.target ?? quest?.streak ?? startTarget(quest?.definition);
};

const waypointsOf = (definition: QuestDefinition | undefined, target: number): number | null => {
  const isMeasured = objectivesOf(definition).some(
    ({ aggregate }) => aggregate !== 'count' && aggregate !== 'distinct',
  );
  const isOne = objectivesOf(definition).length <= 1;
  return Number.isInteger(target) && target > 0 && !(isOne && isMeasured) ? target : null;
};

const unitOf = (definition: QuestDefinition | undefined, target: number): string => {
  const { consecutive } = definition ?? {};
  if (consecutive) return ` ${consecutive.every}${target === 1 ? '' : 's'}`;
  return objectivesOf(definition).length > 1 ? ` ${target === 1 ? 'goal' : 'goals'}` : '';
};

const aims = { '<=': 'at most', '=': 'exactly' } as const;

/** Where less is better, or one number is wanted, there is no way to go: it is met or not. */
const pointMeasure = (source: Source, op: '<=' | '=', target: number, isFull: boolean): Measure => {
  const goal = source.row?.objectives[0]?.[0];
  const value = goal?.value ?? null;
  const isMet = isFull || (goal?.met ?? false);
  return {
    value: value === null ? '–' : numberText(value),
    aim: `so far, ${aims[op]} ${numberText(target)}`,
    share: isMet ? 1 : 0,
    waypoints: null,
  };
};

/** A round that is done starts again at 0; `isFull` shows it as it was when it was done. */
export const measureOf = (source: Source, isFull: boolean): Measure => {
  const { quest, row } = source;
  const target = targetOf(source);
  const objectives = objectivesOf(quest?.definition);
  const op = objectives.length === 1 && !quest?.definition.consecutive ? objectives[0]?.op : '>=';
  if (op === '<=' || op === '=') return pointMeasure(source, op, target, isFull);
  const reached = Math.max(0, row?.streak ?? 0);
  const value = isFull ? target : reached;
  return {
    value: numberText(value),
    aim: `of ${numberText(target)}${unitOf(quest?.definition, target)}`,
    share: isFull ? 1 : shareOf(value, target),
    waypoints: waypointsOf(quest?.definition, target),
  };
};

/** The steps of a quest; none where the user is on a version that has others. */
export const stepsOf = ({ quest, row }: Source, isFull: boolean): readonly Step[] => {
  const steps = quest?.definition.steps ?? [];
  if (row?.steps && row.steps.total !== steps.length) return [];
  const reached = isFull ? steps.length : (row?.steps?.reached ?? 0);
  const value = row?.streak ?? 0;
  return steps.map(({ name, target, rewards }, index) => {
    const before = steps[index - 1]?.target ?? 0;
    const isNext = index === reached && target > before;
    return {
      key: index + 1,
      name: name ?? null,
      target: numberText(target),
      rewards,
      isReached: index < reached,
      share: index < reached ? 1 : isNext ? shareOf(value - before, target - before) : 0,
    };
  });
};

const goalOf = (
  objective: Objective,
  known: ProgressRow['objectives'][number][number] | undefined,
  isFull: boolean,
): Goal => {
  const { op } = objective;
  const target = known?.target ?? objective.target;
  const isMet = isFull || (known?.met ?? false);
  const value = known?.value ?? (op === '>=' ? 0 : null);
  const wanted = numberText(target);
  const shown = isFull ? target : Math.min(value ?? 0, target);
  return {
    label: objectiveLabel(objective),
    value: value === null ? '–' : numberText(op === '>=' ? shown : value),
    aim: op === '>=' ? `of ${wanted}` : `so far, ${aims[op]} ${wanted}`,
    share: isMet ? 1 : op === '>=' ? shareOf(value ?? 0, target) : 0,
    isMet,
  };
};

/** The goals of each way to complete a quest; none where there is only one, which the measure shows. */
export const waysOf = ({ quest, row }: Source, isFull: boolean): readonly (readonly Goal[])[] => {
  const ways = quest?.definition.objectives.any_of ?? [];
  if (objectivesOf(quest?.definition).length <= 1) return [];
  // Only of one way it is known that all its goals were met.
  const isDone = isFull && ways.length === 1;
  return ways.map(({ all_of }, way) =>
    all_of.map((objective, index) => goalOf(objective, row?.objectives[way]?.[index], isDone)),
  );
};
