import type { Queryable, Transaction } from '@questline/postgres/database';
import type { Reward } from '../../rewards/reward.ts';
import { live } from '../views/projection.sql.ts';

type Row = { readonly reward: Reward };

/** Puts rewards as they are now into a generation. */
export const upsertRewards = async (
  tx: Transaction,
  generation: number,
  rewards: readonly Reward[],
): Promise<void> => {
  if (rewards.length === 0) return;
  await tx.query({
    name: 'upsert-rewards',
    text: `
      insert into rewards (generation, id, reward)
      select $1, (reward #>> '{shown,id}')::uuid, reward from unnest($2::jsonb[]) as reward
      on conflict (generation, id) do update set reward = excluded.reward`,
    values: [generation, rewards.map((reward) => JSON.stringify(reward))],
  });
};

/** Takes rewards out of a generation. */
export const deleteRewards = async (
  tx: Transaction,
  generation: number,
  ids: readonly string[],
): Promise<void> => {
  if (ids.length === 0) return;
  await tx.query({
    name: 'delete-rewards',
    text: 'delete from rewards where generation = $1 and id = any($2)',
    values: [generation, ids],
  });
};

export const selectReward = async (
  database: Queryable,
  id: string,
): Promise<Reward | undefined> => {
  const { rows } = await database.query<Row>({
    name: 'select-reward',
    text: `select reward from rewards where generation = ${live} and id = $1`,
    values: [id],
  });
  return rows[0]?.reward;
};

/** Newest first: ids are UUIDv7, so their order is that of creation. */
export const selectRewards = async (
  database: Queryable,
  page: { readonly skip: number; readonly limit: number },
): Promise<Reward[]> => {
  const { rows } = await database.query<Row>({
    name: 'select-rewards',
    text: `
      select reward from rewards where generation = ${live}
      order by id desc offset $1 limit $2`,
    values: [page.skip, page.limit],
  });
  return rows.map(({ reward }) => reward);
};

export const countRewards = async (database: Queryable): Promise<number> => {
  const { rows } = await database.query<{ count: number }>({
    name: 'count-rewards',
    text: `select count(*) as count from rewards where generation = ${live}`,
  });
  return rows[0]?.count ?? 0;
};
