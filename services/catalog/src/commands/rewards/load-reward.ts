import type { Transaction } from '@questline/postgres/database';
import { toCatalogEvent } from '../../changes/change.ts';
import { evolveReward, type Reward } from '../../rewards/reward.ts';
import { selectAggregateForShare } from '../history/aggregates.sql.ts';
import { selectHistory } from '../history/history.sql.ts';

export const foldReward = async (tx: Transaction, id: string): Promise<Reward | undefined> => {
  const changes = await selectHistory(tx, id);
  return changes.map(toCatalogEvent).reduce<Reward | undefined>(evolveReward, undefined);
};

/** A reward as it is, and stays until this transaction has ended. */
export const loadReward = async (tx: Transaction, id: string): Promise<Reward | undefined> =>
  (await selectAggregateForShare(tx, 'reward', id)) ? foldReward(tx, id) : undefined;
