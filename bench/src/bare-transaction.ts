import { randomUUID } from 'node:crypto';
import type { Database } from '@questline/postgres/database';

const schema = `
  create table bare_events (source text, id text, type text, user_id text, time timestamptz,
    data jsonb, primary key (source, id));
  create table bare_progress (user_id text, quest_id text, value integer,
    primary key (user_id, quest_id));`;

export const createBareTables = async (database: Database): Promise<void> => {
  await database.query({ text: schema });
};

/**
 * The least a batch can cost on this machine: store the events, lock a row of progress for each and
 * write it back, in one transaction. No decisions, completions, grants, notifications or outbox.
 */
export const runBareBatch = async (
  database: Database,
  userIds: readonly string[],
  data: Record<string, unknown>,
): Promise<void> => {
  const text = JSON.stringify(data);
  await database.transaction(async (tx) => {
    await tx.query({
      name: 'bare-insert',
      text: `
        insert into bare_events
        select 'bench', id, 'UserSignIn', user_id, now(), data
        from unnest($1::text[], $2::text[], $3::jsonb[]) as e (id, user_id, data)
        on conflict do nothing returning id`,
      values: [userIds.map(() => randomUUID()), userIds, userIds.map(() => text)],
    });
    await tx.query({
      name: 'bare-lock',
      text: `select * from bare_progress where user_id = any($1) order by user_id for update`,
      values: [userIds],
    });
    await tx.query({
      name: 'bare-upsert',
      text: `
        insert into bare_progress
        select user_id, 'quest', 1 from unnest($1::text[]) as u (user_id)
        on conflict (user_id, quest_id) do update set value = bare_progress.value + 1`,
      values: [userIds],
    });
  });
};
