import { randomUUID } from 'node:crypto';
import type { Database } from '@questline/postgres/database';
import { completes, loadData, type Turn } from '../workload/workload.ts';

const schema = `
  create table small_events (source text, id text, type text, user_id text, time timestamptz,
    data jsonb, primary key (source, id));
  create table small_progress (user_id text, quest_id text, value integer,
    primary key (user_id, quest_id));
  create table small_grants (grant_id uuid primary key, user_id text, quest_id text);
  create table small_outbox (seq bigint generated always as identity primary key, event jsonb);`;

const quests = ['twenty', 'endless'];

export const createSmallTables = async (database: Database): Promise<void> => {
  await database.query({ text: schema });
};

/** Rows of progress for the first `users` of a group. */
export const insertSmallProgress = async (
  database: Database,
  group: string,
  users: number,
): Promise<void> => {
  await database.query({
    text: `
      insert into small_progress
      select $1::text || '-' || n, quest_id, 0
      from generate_series(0, $2::integer - 1) as u (n) cross join unnest($3::text[]) as q (quest_id)`,
    values: [group, users, quests],
  });
  await database.query({ text: 'vacuum (analyze) small_progress' });
};

/**
 * The least a batch can be at all: store the events, lock two rows of progress for each and write
 * them back, a grant and an outbox row for one event in 20. Fewer rows and smaller ones than the
 * product has: no identities, completions, notifications, foreign keys or history of versions.
 */
export const runSmallBatch = async (database: Database, turns: readonly Turn[]): Promise<void> => {
  const users = turns.map(({ user_id }) => user_id);
  const data = JSON.stringify(loadData);
  const paid = turns.filter(completes).map(({ user_id }) => user_id);
  await database.transaction(async (tx) => {
    await tx.query({
      name: 'small-insert',
      text: `
        insert into small_events
        select 'app', id, 'level', user_id, now(), data
        from unnest($1::text[], $2::text[], $3::jsonb[]) as e (id, user_id, data)
        on conflict do nothing returning id`,
      values: [users.map(() => randomUUID()), users, users.map(() => data)],
    });
    await tx.query({
      name: 'small-lock',
      text: `
        select * from small_progress where user_id = any($1) and quest_id = any($2)
        order by user_id, quest_id for update`,
      values: [users, quests],
    });
    await tx.query({
      name: 'small-upsert',
      text: `
        insert into small_progress
        select user_id, quest_id, 1 from unnest($1::text[]) as u (user_id)
        cross join unnest($2::text[]) as q (quest_id)
        on conflict (user_id, quest_id) do update set value = small_progress.value + 1`,
      values: [users, quests],
    });
    if (paid.length === 0) return;
    const grants = [paid.map(() => randomUUID()), paid];
    await tx.query({
      name: 'small-grants',
      text: `
        insert into small_grants
        select grant_id, user_id, 'twenty'
        from unnest($1::uuid[], $2::text[]) as g (grant_id, user_id)`,
      values: grants,
    });
    await tx.query({
      name: 'small-outbox',
      text: `
        insert into small_outbox (event)
        select jsonb_build_object('grant_id', grant_id, 'user_id', user_id)
        from unnest($1::uuid[], $2::text[]) as g (grant_id, user_id)`,
      values: grants,
    });
  });
};
