import type { Transaction } from '@questline/postgres/database';
import { toCatalogEvent } from '../../changes/change.ts';
import { evolveQuest, type Quest, toQuestTag } from '../../quests/quest.ts';
import { toRefusal } from '../../refusals.ts';
import {
  type Aggregate,
  selectAggregateForUpdate,
  selectChained,
  selectUnlocks,
} from '../history/aggregates.sql.ts';
import { selectHistory } from '../history/history.sql.ts';
import { type CommandContext, storeFacts } from '../history/store-facts.ts';
import { checkExpected, type Expected } from '../precondition.ts';
import { loadReward } from '../rewards/load-reward.ts';
import {
  decideQuest,
  type Found,
  mayChain,
  mayUnlock,
  type QuestCommand,
  rewardNamedBy,
} from './decide-quest.ts';

const load = async (tx: Transaction, id: string): Promise<Quest | undefined> => {
  if (!(await selectAggregateForUpdate(tx, 'quest', id))) return undefined;
  const changes = await selectHistory(tx, id);
  return changes.map(toCatalogEvent).reduce<Quest | undefined>(evolveQuest, undefined);
};

const note = (quest: Quest | undefined): Pick<Aggregate, 'name' | 'unlock'> => {
  if (quest === undefined) return { name: null, unlock: null };
  const { name, definition } = quest.content;
  return { name, unlock: quest.state === 'draft' ? null : (definition.unlock ?? {}) };
};

const find = async (
  tx: Transaction,
  id: string,
  quest: Quest | undefined,
  command: QuestCommand,
  now: Date,
): Promise<Found> => {
  const rewardId = rewardNamedBy(quest, command);
  return {
    reward: rewardId === undefined ? undefined : (await loadReward(tx, rewardId))?.shown,
    others: mayUnlock(quest, command) ? await selectUnlocks(tx, id) : new Map(),
    chained: mayChain(quest, command) ? await selectChained(tx, id) : new Map(),
    now,
  };
};

/**
 * Runs a command on a quest, to the end of its transaction. Throws the Refusal of what cannot be; a
 * name that is taken fails as `isNameTaken` tells. The quest is undefined once it is deleted.
 */
export const executeQuest = async (
  tx: Transaction,
  id: string,
  command: QuestCommand,
  expected: Expected,
  context: CommandContext,
): Promise<{ readonly quest: Quest | undefined; readonly position: number }> => {
  const before = command.kind === 'create' ? undefined : await load(tx, id);
  if (before !== undefined) checkExpected(expected, toQuestTag(before), before.revision);
  const found = await find(tx, id, before, command, context.now);
  const decision = decideQuest(before, command, found);
  if (decision.kind !== 'decided') throw toRefusal(decision);
  const { state, position } = await storeFacts(
    tx,
    decision.facts,
    { aggregate: 'quest', aggregate_id: id, revision: before?.revision ?? 0 },
    context,
    { before, evolve: evolveQuest, note },
  );
  return { quest: state, position };
};
