import type { QuestShortForm } from '@questline/contracts/catalog/quest';
import type { RewardCreate } from '@questline/contracts/catalog/reward';
import { insertOutboxEvents } from '@questline/messaging/outbox/outbox.sql';
import type { Transaction } from '@questline/postgres/database';
import type { CatalogDependencies } from './dependencies.ts';
import { insertQuest, selectQuestByName } from './quests/quest.sql.ts';
import { decideCreation } from './quests/quest.ts';
import { toQuestPublished } from './quests/quest-events.ts';
import { insertReward, selectRewardByNameForShare } from './rewards/reward.sql.ts';
import { toReward } from './rewards/reward.ts';

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

type SeedDependencies = Pick<CatalogDependencies, 'database' | 'now' | 'newId'>;

const ensureShippedReward = async (tx: Transaction, deps: SeedDependencies) => {
  await insertReward(tx, toReward(shippedReward, deps.newId(), deps.now()));
  return selectRewardByNameForShare(tx, shippedReward.reward_name);
};

/**
 * Publishes the quest that ships, unless a quest of its name is there in any state. For every start:
 * it changes nothing that is there, and of several processes at once one publishes.
 */
export const seedCatalog = async (deps: SeedDependencies): Promise<void> => {
  await deps.database.transaction(async (tx) => {
    if ((await selectQuestByName(tx, shippedQuest.name)) !== undefined) return;
    const reward = await ensureShippedReward(tx, deps);
    if (reward === undefined) throw new Error('the shipped reward is neither there nor insertable');
    const body = { ...shippedQuest, reward_id: reward.id };
    const found = { reward, nameTaken: false, others: new Map() };
    const decision = decideCreation({ kind: 'short', body }, found, deps.newId(), deps.now());
    if (decision.kind !== 'created') return;
    if (!(await insertQuest(tx, decision.quest))) return;
    await insertOutboxEvents(tx, [toQuestPublished(decision.quest, deps.newId())]);
  });
};
