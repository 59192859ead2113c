import type { QuestShortForm } from '@questline/contracts/catalog/quest';
import type { RewardCreate } from '@questline/contracts/catalog/reward';
import type { Transaction } from '@questline/postgres/database';
import type { CommandDependencies } from './commands/dependencies.ts';
import { selectAggregateId } from './commands/history/aggregates.sql.ts';
import { updateHistoryEnd } from './commands/history/history.sql.ts';
import type { CommandContext } from './commands/history/store-facts.ts';
import { executeQuest } from './commands/quests/execute-quest.ts';
import { executeReward } from './commands/rewards/execute-reward.ts';

const shippedReward: RewardCreate = {
  reward_name: 'ten-diamonds',
  reward_item: 'diamond',
  reward_qty: 10,
};

const shippedQuest: Omit<QuestShortForm, 'reward_id'> = {
  name: 'sign-in-three-times',
  description: 'Sign in three times and receive 10 diamonds. You can earn this twice.',
  auto_claim: true,
  streak: 3,
  duplication: 2,
};

const seedLockKey = 7_305_816_202_614;

const ensureShippedReward = async (tx: Transaction, context: CommandContext): Promise<string> => {
  const known = await selectAggregateId(tx, 'reward', shippedReward.reward_name);
  if (known !== undefined) return known;
  const id = context.newId();
  await executeReward(tx, id, { kind: 'create', id, body: shippedReward }, undefined, context);
  return id;
};

/**
 * Publishes the quest that ships, unless a quest of its name is there in any state. For every start:
 * it changes nothing that is there, and of several processes at once one publishes. Returns the position
 * of the catalog's last change.
 */
export const seedCatalog = (
  deps: Pick<CommandDependencies, 'database' | 'now' | 'newId'>,
): Promise<{ readonly position: number }> =>
  deps.database.transaction(async (tx) => {
    await tx.query({ text: 'select pg_advisory_xact_lock($1)', values: [seedLockKey] });
    if ((await selectAggregateId(tx, 'quest', shippedQuest.name)) !== undefined) {
      return { position: await updateHistoryEnd(tx, 0) };
    }
    const author = { kind: 'system', id: null } as const;
    const context = { author, reason: null, now: deps.now(), newId: deps.newId };
    const body = { ...shippedQuest, reward_id: await ensureShippedReward(tx, context) };
    const id = deps.newId();
    const form = { kind: 'short', body } as const;
    return executeQuest(tx, id, { kind: 'create', id, form }, undefined, context);
  });
