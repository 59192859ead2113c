import type { Queryable } from '@questline/postgres/database';

const tables = [
  'events',
  'event_identities',
  'user_quest_rewards',
  'completions',
  'grants',
  'notifications',
  'outbox',
] as const;

/** Rows of every table that a batch writes. */
export const selectRowCounts = async (database: Queryable): Promise<Record<string, number>> => {
  const { rows } = await database.query<Record<string, number>>({
    text: `select ${tables.map((table) => `(select count(*) from ${table}) as ${table}`).join(', ')}`,
  });
  return rows[0] ?? {};
};
