import type { CatalogEvent } from '@questline/contracts/catalog/events';
import type { QuestChange } from '@questline/contracts/catalog/quest';
import type { Transaction } from '@questline/postgres/database';
import { aggregateOf } from '../../changes/change.ts';
import { evolveQuest, type Quest } from '../../quests/quest.ts';
import { evolveReward, type Reward } from '../../rewards/reward.ts';
import {
  deleteQuests,
  insertQuestChanges,
  selectQuestsByIds,
  upsertQuests,
} from '../quests/quests.sql.ts';
import { deleteRewards, upsertRewards } from '../rewards/rewards.sql.ts';
import { type Generation, updatePosition } from './projection.sql.ts';

/** A line of a quest's history. */
const toQuestChange = ({ type, time, data }: CatalogEvent): QuestChange => {
  const { revision, change, ...rest } = data;
  const { author, reason } = change;
  return { revision, type, at: time, author, reason, data: rest };
};

/** Folds events in their order; what is gone in the end is undefined. */
const foldAll = <State>(
  events: readonly { readonly id: string; readonly event: CatalogEvent }[],
  before: ReadonlyMap<string, State>,
  evolve: (state: State | undefined, event: CatalogEvent) => State | undefined,
) => {
  const after = new Map<string, State | undefined>(before);
  for (const { id, event } of events) after.set(id, evolve(after.get(id), event));
  const kept = [...after.values()].filter((state) => state !== undefined);
  const gone = [...after].filter(([, state]) => state === undefined).map(([id]) => id);
  return { kept, gone };
};

/**
 * Brings a generation from its position to that of the last event: the next ones, in their order. The
 * one way into the views, of what just happened and of a rebuild alike.
 */
export const showEvents = async (
  tx: Transaction,
  generation: Generation,
  events: readonly CatalogEvent[],
): Promise<Generation> => {
  const { number } = generation;
  const placed = events.map((event) => ({ ...aggregateOf(event), event }));
  const ofQuests = placed.filter(({ aggregate }) => aggregate === 'quest');
  const ofRewards = placed.filter(({ aggregate }) => aggregate === 'reward');

  const ids = [...new Set(ofQuests.map(({ id }) => id))];
  const known = await selectQuestsByIds(tx, number, ids);
  const before = new Map(known.map((quest) => [quest.id, quest]));
  const quests = foldAll<Quest>(ofQuests, before, evolveQuest);
  await deleteQuests(tx, number, quests.gone);
  await upsertQuests(tx, number, quests.kept);
  const changes = ofQuests.map(({ id, event }) => ({ quest_id: id, ...toQuestChange(event) }));
  await insertQuestChanges(tx, number, changes);

  const rewards = foldAll<Reward>(ofRewards, new Map(), evolveReward);
  await deleteRewards(tx, number, rewards.gone);
  await upsertRewards(tx, number, rewards.kept);

  const after = { number, position: generation.position + events.length };
  await updatePosition(tx, after);
  return after;
};
