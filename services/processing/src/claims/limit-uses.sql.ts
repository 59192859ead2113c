import type { Transaction } from '@questline/postgres/database';

/** What payments have taken of one limit in one period. */
export interface LimitUseRow {
  readonly quest_id: string;
  /** '' for the quest as a whole. */
  readonly user_id: string;
  readonly limit_key: string;
  /** '' for a lifetime. */
  readonly period: string;
  readonly used: number;
  readonly max: number;
}

export type LimitUseKey = Pick<LimitUseRow, 'quest_id' | 'user_id' | 'limit_key' | 'period'>;

const columnsOf = (keys: readonly LimitUseKey[]) => [
  keys.map(({ quest_id }) => quest_id),
  keys.map(({ user_id }) => user_id),
  keys.map(({ limit_key }) => limit_key),
  keys.map(({ period }) => period),
];

/**
 * Takes the lock of each quest whose limits will be read, in one order for all, until the end of the
 * transaction: a row that is not there yet cannot be locked itself. The seed keeps these keys apart
 * from those of users.
 */
export const lockQuestLimits = async (
  tx: Transaction,
  questIds: readonly string[],
): Promise<void> => {
  await tx.query({
    name: 'lock-quest-limits',
    text: `
      select pg_advisory_xact_lock(key)
      from (
        select distinct hashtextextended(quest_id, 1) as key
        from unnest($1::text[]) as q (quest_id)
        order by key
      ) as keys`,
    values: [[...new Set(questIds)]],
  });
};

export const selectLimitUses = async (
  tx: Transaction,
  keys: readonly LimitUseKey[],
): Promise<LimitUseRow[]> => {
  const { rows } = await tx.query<LimitUseRow>({
    name: 'select-limit-uses',
    text: `
      select u.quest_id, u.user_id, u.limit_key, u.period, u.used, u.max
      from (
        select distinct * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[])
          as w (quest_id, user_id, limit_key, period)
      ) as w
      cross join lateral (
        select * from limit_uses
        where quest_id = w.quest_id and user_id = w.user_id
          and limit_key = w.limit_key and period = w.period
        limit 1
      ) as u`,
    values: columnsOf(keys),
  });
  return rows;
};

/** Writes what each limit has been used for by now; the table itself refuses more than its maximum. */
export const upsertLimitUses = async (
  tx: Transaction,
  uses: readonly LimitUseRow[],
): Promise<void> => {
  if (uses.length === 0) return;
  await tx.query({
    name: 'upsert-limit-uses',
    text: `
      insert into limit_uses (quest_id, user_id, limit_key, period, used, max)
      select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[])
      on conflict (quest_id, user_id, limit_key, period)
      do update set used = excluded.used, max = excluded.max`,
    values: [...columnsOf(uses), uses.map(({ used }) => used), uses.map(({ max }) => max)],
  });
};
