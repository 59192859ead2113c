import type { Queryable } from '@questline/postgres/database';

/** Sees to it that events can be stored for the two months to come; how many partitions were missing. */
export const ensureEventPartitions = async (database: Queryable): Promise<number> => {
  const { rows } = await database.query<{ made: number }>({
    text: "select ensure_event_partitions(now(), now() + interval '2 months') as made",
  });
  return rows[0]?.made ?? 0;
};
