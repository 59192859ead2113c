import type { Queryable } from '@questline/postgres/database';

/** What the service has stored, without what differs between two runs of the same history. */
const tables = {
  events: 'select source, type, user_id, time, data, flag from events',
  identities: 'select payload from event_identities where payload is not null',
  first_sign_ins: 'select user_id from first_sign_ins',
  zones: 'select * from user_time_zones',
  progress: `
    select user_id, quest_id, quest_version, status, duplication, waiting, state
    from user_quest_rewards`,
  completions: 'select * from completions',
  grants: 'select user_id, quest_id, ordinal, step, lines, granted_at from grants',
  limits: 'select * from limit_uses',
  notifications: `select user_id, kind, data - 'grant_id'::text as data from notifications`,
  outbox: `
    select (event - 'id'::text - 'traceparent'::text) #- '{data,grant_id}'::text[] as event from outbox`,
  dead_letters: 'select subscription, reason from dead_letters',
};

/** A sorted line for each row; an event's own payload digest stands for its random id. */
export const takeSnapshot = async (
  database: Queryable,
): Promise<Readonly<Record<string, readonly string[]>>> => {
  const taken: Record<string, string[]> = {};
  for (const [name, text] of Object.entries(tables)) {
    const { rows } = await database.query({ text });
    taken[name] = rows.map((row) => JSON.stringify(row)).sort();
  }
  return taken;
};
