import type { Queryable, Transaction } from '@questline/postgres/database';
import type { Reward } from './reward.ts';

const columns = 'id, reward_name, reward_item, reward_qty, created_at, updated_at';

/** False when the name is taken. */
export const insertReward = async (tx: Queryable, reward: Reward): Promise<boolean> => {
  const { rowCount } = await tx.query({
    name: 'insert-reward',
    text: `
      insert into rewards (${columns})
      values ($1, $2, $3, $4, $5, $6)
      on conflict (lower(reward_name collate "pg_c_utf8")) do nothing`,
    values: [
      reward.id,
      reward.reward_name,
      reward.reward_item,
      reward.reward_qty,
      reward.created_at,
      reward.updated_at,
    ],
  });
  return rowCount === 1;
};

export const selectReward = async (tx: Queryable, id: string): Promise<Reward | undefined> => {
  const { rows } = await tx.query<Reward>({
    name: 'select-reward',
    text: `select ${columns} from rewards where id = $1`,
    values: [id],
  });
  return rows[0];
};

/** Keeps the reward as it is until the version that copies it has committed. */
export const selectRewardForShare = async (
  tx: Transaction,
  id: string,
): Promise<Reward | undefined> => {
  const { rows } = await tx.query<Reward>({
    name: 'select-reward-for-share',
    text: `select ${columns} from rewards where id = $1 for share`,
    values: [id],
  });
  return rows[0];
};

export const selectRewardByNameForShare = async (
  tx: Transaction,
  name: string,
): Promise<Reward | undefined> => {
  const { rows } = await tx.query<Reward>({
    name: 'select-reward-by-name-for-share',
    text: `
      select ${columns} from rewards
      where lower(reward_name collate "pg_c_utf8") = lower($1 collate "pg_c_utf8")
      for share`,
    values: [name],
  });
  return rows[0];
};

/** Newest first: ids are UUIDv7, so their order is that of creation. */
export const selectRewards = async (
  tx: Queryable,
  page: { skip: number; limit: number },
): Promise<Reward[]> => {
  const { rows } = await tx.query<Reward>({
    name: 'select-rewards',
    text: `select ${columns} from rewards order by id desc offset $1 limit $2`,
    values: [page.skip, page.limit],
  });
  return rows;
};

export const countRewards = async (tx: Queryable): Promise<number> => {
  const { rows } = await tx.query<{ count: number }>({
    name: 'count-rewards',
    text: 'select count(*) as count from rewards',
  });
  return rows[0]?.count ?? 0;
};
