import type { QuestDefinition } from '@questline/contracts/catalog/quest-definition';
import { type Fault, faultIf } from './fault.ts';

/** Seconds of the shortest period that summer time can make. */
const shortestSeconds = { day: 82_800, week: 601_200, month: 2_415_600 } as const;

/** Faults of how rounds are counted: streaks, repetition and claims. */
export const checkRounds = (definition: QuestDefinition): readonly Fault[] => [
  ...checkConsecutive(definition),
  ...checkRepeat(definition),
  ...faultIf(
    definition.claim !== undefined && definition.auto_claim,
    'claim',
    'needs auto_claim to be false: nobody claims what is claimed by itself',
  ),
];

const checkConsecutive = ({ consecutive, objectives }: QuestDefinition): readonly Fault[] => {
  if (!consecutive) return [];
  const { every, grace_seconds: grace = 0, freezes } = consecutive;
  return [
    ...objectives.any_of.flatMap(({ all_of }, alternative) => [
      ...faultIf(
        all_of.length > 1,
        `objectives.any_of[${alternative}].all_of`,
        'must have one objective with consecutive',
      ),
      ...all_of.flatMap(({ aggregate }, index) =>
        faultIf(
          aggregate !== 'count',
          `objectives.any_of[${alternative}].all_of[${index}].aggregate`,
          'must be count with consecutive',
        ),
      ),
    ]),
    ...faultIf(
      grace > shortestSeconds[every],
      'consecutive.grace_seconds',
      `must not be longer than the shortest ${every}, ${shortestSeconds[every]} seconds`,
    ),
    ...faultIf(
      freezes !== undefined && freezes.initial > freezes.max,
      'consecutive.freezes.initial',
      'must not be more than consecutive.freezes.max',
    ),
  ];
};

const checkRepeat = (definition: QuestDefinition): readonly Fault[] => {
  const { repeat, window, consecutive } = definition;
  return [
    ...faultIf(
      repeat.policy === 'once' && repeat.max > 1,
      'repeat.max',
      "must be 1 where repeat.policy is 'once'",
    ),
    ...faultIf(
      repeat.policy === 'on_window' && window?.cron === undefined && !consecutive,
      'repeat.policy',
      "can be 'on_window' only with window.cron or consecutive",
    ),
    ...faultIf(
      repeat.carry_over === true && !hasSurplus(definition),
      'repeat.carry_over',
      'needs an objective of count, sum or distinct, and no streak: nothing else has a surplus',
    ),
  ];
};

const hasSurplus = ({ objectives, consecutive }: QuestDefinition) =>
  !consecutive &&
  objectives.any_of.some(({ all_of }) =>
    all_of.some(({ aggregate }) => ['count', 'sum', 'distinct'].includes(aggregate)),
  );
