import type { Objective, QuestDefinition } from '@questline/contracts/catalog/quest-definition';
import type { RewardLine } from '@questline/contracts/catalog/reward';
import { rewardNameFault } from '@questline/contracts/reward-name';
import { checkTarget } from './check-objectives.ts';
import { type Fault, faultIf } from './fault.ts';

/** Faults of what a quest pays: rewards, steps and limits. */
export const checkPay = (definition: QuestDefinition): readonly Fault[] => [
  ...checkRewards(definition),
  ...checkNames(definition),
  ...checkSteps(definition),
  ...checkLimits(definition),
];

const checkRewards = ({ rewards, steps, total_reward }: QuestDefinition): readonly Fault[] => [
  ...faultIf(rewards.length === 0 && !steps, 'rewards', 'must pay something'),
  ...faultIf(
    rewards.length > 0 && steps !== undefined,
    'rewards',
    'has no meaning with steps: use total_reward for what the last one pays besides',
  ),
  ...faultIf(total_reward !== undefined && !steps, 'total_reward', 'needs steps: use rewards'),
];

/** The schema accepts what earlier releases stored; what is published now has good names. */
const checkNames = ({ rewards, total_reward = [], steps = [] }: QuestDefinition) => [
  ...namesOf(rewards, 'rewards'),
  ...namesOf(total_reward, 'total_reward'),
  ...steps.flatMap((step, index) => namesOf(step.rewards, `steps[${index}].rewards`)),
];

const namesOf = (lines: readonly RewardLine[], path: string): readonly Fault[] =>
  lines.flatMap((line, index) =>
    (['currency', 'item', 'badge'] as const).flatMap((kind) => {
      const name = (line as Partial<Record<typeof kind, string>>)[kind];
      const message = name === undefined ? undefined : rewardNameFault(name);
      return message === undefined ? [] : [{ path: `${path}[${index}].${kind}`, message }];
    }),
  );

const checkSteps = ({ steps, objectives, consecutive }: QuestDefinition): readonly Fault[] => {
  const objective = objectives.any_of[0]?.all_of[0];
  if (!steps || !objective) return [];
  const several = objectives.any_of.length > 1 || (objectives.any_of[0]?.all_of.length ?? 0) > 1;
  if (several && !consecutive)
    return [{ path: 'steps', message: 'need one objective only, or consecutive' }];
  if (objective.op === '=')
    return [{ path: 'steps', message: "cannot lead to an objective with the op '='" }];
  return [
    ...steps.flatMap(({ target }, index) =>
      checkTarget(consecutive ? streak : objective, target, `steps[${index}].target`),
    ),
    ...checkOrder(steps, objective.op),
  ];
};

/** A streak is a whole number of periods. */
const streak = { aggregate: 'count' } as const;

const checkOrder = (steps: NonNullable<QuestDefinition['steps']>, op: Objective['op']) =>
  steps.flatMap(({ target }, index) => {
    const before = steps[index - 1]?.target;
    return faultIf(
      before !== undefined && (op === '<=' ? target >= before : target <= before),
      `steps[${index}].target`,
      `must be ${op === '<=' ? 'less' : 'more'} than that of the step before`,
    );
  });

const checkLimits = (definition: QuestDefinition): readonly Fault[] => {
  const largest = largestPayments(definition);
  return (definition.limits ?? []).flatMap(({ measure, max }, index) => {
    if (measure === 'completions') return [];
    const amount = largest.get(measure);
    if (amount === undefined)
      return [
        {
          path: `limits[${index}].measure`,
          message: "must be 'completions' or a currency that the quest pays",
        },
      ];
    return faultIf(
      max < amount,
      `limits[${index}].max`,
      `must not be less than the ${amount} that one payment takes`,
    );
  });
};

/** Of each currency, the most that one payment of the quest is. */
const largestPayments = ({ rewards, steps = [], total_reward = [] }: QuestDefinition) => {
  const largest = new Map<string, number>();
  for (const payment of [rewards, total_reward, ...steps.map((step) => step.rewards)])
    for (const [currency, amount] of amountsOf(payment))
      largest.set(currency, Math.max(amount, largest.get(currency) ?? 0));
  return largest;
};

const amountsOf = (lines: readonly RewardLine[]) => {
  const amounts = new Map<string, number>();
  for (const line of lines)
    if ('currency' in line)
      amounts.set(line.currency, line.amount + (amounts.get(line.currency) ?? 0));
  return amounts;
};
