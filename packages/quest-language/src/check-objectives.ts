import { walletCredited } from '@questline/contracts/auth/events';
import { catalogEventTypes } from '@questline/contracts/catalog/events';
import type { Objective, QuestDefinition } from '@questline/contracts/catalog/quest-definition';
import { rewardGranted } from '@questline/contracts/processing/events';
import { eventStepsMax } from './condition/meter.ts';
import { compileCondition } from './condition.ts';
import { type Fault, faultIf } from './fault.ts';

/** The most different values that a quest remembers of a user. */
const distinctMax = 1_000;
/** Of all conditions of a quest together, so that a definition is checked and compiled fast. */
const conditionsLengthMax = 4_000;

/** Faults of the objectives, each by itself. */
export const checkObjectives = ({ objectives }: QuestDefinition): readonly Fault[] => {
  const conditions = new Map<string, readonly Fault[]>();
  let length = 0;
  const checkWhere = (text: string, path: string): readonly Fault[] => {
    const known = conditions.get(text);
    if (known) return known.map(({ message }) => ({ path, message }));
    length += text.length;
    const faults = length > conditionsLengthMax ? tooLong(path) : conditionFaults(text, path);
    conditions.set(text, faults);
    return faults;
  };
  const faults = objectives.any_of.flatMap(({ all_of }, alternative) =>
    all_of.flatMap((objective, index) => {
      const path = `objectives.any_of[${alternative}].all_of[${index}]`;
      return [
        ...checkTypes(objective, path),
        ...checkField(objective, path),
        ...checkTarget(objective, objective.target, `${path}.target`),
        ...faultIf(!isOpFor(objective), `${path}.op`, `must be >= for ${objective.aggregate}`),
        ...(objective.where === undefined ? [] : checkWhere(objective.where, `${path}.where`)),
      ];
    }),
  );
  return faults.length > 0 ? faults : checkWork(objectives.any_of.flatMap(({ all_of }) => all_of));
};

/** What the conditions on events of one type may cost together, whatever the event holds. */
const checkWork = (objectives: readonly Objective[]): readonly Fault[] => {
  const steps = new Map<string, number>();
  for (const { event, where } of objectives) {
    const compiled = where === undefined ? undefined : compileCondition(where);
    if (compiled?.kind !== 'condition') continue;
    for (const type of new Set([event].flat())) {
      steps.set(type, (steps.get(type) ?? 0) + compiled.worstSteps);
    }
  }
  return [...steps]
    .filter(([, worst]) => worst > eventStepsMax)
    .map(([type, worst]) => ({
      path: 'objectives',
      message: `may take ${worst} steps of conditions for one ${type}: at most ${eventStepsMax} together`,
    }));
};

/** Events that services exchange about the catalog and payments; no user did them. */
const unseenTypes: readonly string[] = [...catalogEventTypes, rewardGranted, walletCredited];

const checkTypes = ({ event }: Objective, path: string): readonly Fault[] => {
  const unseen = [event].flat().find((type) => unseenTypes.includes(type));
  return faultIf(
    unseen !== undefined,
    `${path}.event`,
    `${unseen} never reaches quests: it is no event about what a user did`,
  );
};

const tooLong = (path: string) => [
  {
    path,
    message: `the conditions of a quest are longer than ${conditionsLengthMax} characters together`,
  },
];

const conditionFaults = (text: string, path: string): readonly Fault[] => {
  const compiled = compileCondition(text);
  return compiled.kind === 'fault' ? [{ path, message: compiled.message }] : [];
};

const checkField = ({ aggregate, field }: Objective, path: string) => [
  ...faultIf(
    aggregate === 'count' && field !== undefined,
    `${path}.field`,
    'has no meaning for count, which counts events',
  ),
  ...faultIf(
    aggregate !== 'count' && field === undefined,
    `${path}.field`,
    `must name what of the data ${aggregate} is about`,
  ),
];

/** Only what moves in both directions may be asked to be small or exact. */
const isOpFor = ({ aggregate, op }: Objective) => !isGrowing(aggregate) || op === '>=';

const isGrowing = (aggregate: Objective['aggregate']) =>
  aggregate === 'count' || aggregate === 'sum' || aggregate === 'distinct';

/** Faults of a target for what an objective measures: its own, or one of a step. */
export const checkTarget = (
  { aggregate }: Pick<Objective, 'aggregate'>,
  target: number,
  path: string,
): readonly Fault[] => {
  if (aggregate === 'sum')
    return [
      ...faultIf(target <= 0, path, 'must be more than 0 for sum'),
      ...faultIf(!hasTwelveDecimals(target), path, 'must not have more than 12 decimals for sum'),
    ];
  if (!isGrowing(aggregate)) return [];
  return [
    ...faultIf(
      !Number.isInteger(target) || target < 1,
      path,
      `must be a whole number of at least 1 for ${aggregate}`,
    ),
    ...faultIf(
      aggregate === 'distinct' && target > distinctMax,
      path,
      `must not be more than ${distinctMax} for distinct`,
    ),
  ];
};

const hasTwelveDecimals = (value: number) => Number(value.toFixed(12)) === value;
