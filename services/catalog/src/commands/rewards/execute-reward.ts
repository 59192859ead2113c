import type { Transaction } from '@questline/postgres/database';
import { toRefusal } from '../../refusals.ts';
import { evolveReward, type Reward, toRewardTag } from '../../rewards/reward.ts';
import { type Aggregate, selectAggregateForUpdate } from '../history/aggregates.sql.ts';
import { type CommandContext, storeFacts } from '../history/store-facts.ts';
import { checkExpected, type Expected } from '../precondition.ts';
import { decideReward, type RewardCommand } from './decide-reward.ts';
import { foldReward } from './load-reward.ts';

const note = (reward: Reward | undefined): Pick<Aggregate, 'name' | 'unlock'> => ({
  name: reward?.shown.reward_name ?? null,
  unlock: null,
});

const load = async (tx: Transaction, id: string): Promise<Reward | undefined> =>
  (await selectAggregateForUpdate(tx, 'reward', id)) ? foldReward(tx, id) : undefined;

/**
 * Runs a command on a reward, to the end of its transaction. Throws the Refusal of what cannot be; a
 * name that is taken fails as `isNameTaken` tells. The reward is undefined once it is retired.
 */
export const executeReward = async (
  tx: Transaction,
  id: string,
  command: RewardCommand,
  expected: Expected,
  context: CommandContext,
): Promise<{ readonly reward: Reward | undefined; readonly position: number }> => {
  const before = command.kind === 'create' ? undefined : await load(tx, id);
  if (before !== undefined) checkExpected(expected, toRewardTag(before), before.revision);
  const decision = decideReward(before, command, context.now);
  if (decision.kind !== 'decided') throw toRefusal(decision);
  const { state, position } = await storeFacts(
    tx,
    decision.facts,
    { aggregate: 'reward', aggregate_id: id, revision: before?.revision ?? 0 },
    context,
    { before, evolve: evolveReward, note },
  );
  return { reward: state, position };
};
