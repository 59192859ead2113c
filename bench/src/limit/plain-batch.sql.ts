import type { Database, Transaction } from '@questline/postgres/database';
import type { Columns, PlainBatch } from './plain-rows.ts';

/** The statements of a batch in order, each over the columns of its rows. */
const statements: readonly { readonly of: keyof PlainBatch; readonly text: string }[] = [
  {
    of: 'progressKeys',
    text: `
      select p.id, p.user_id, p.quest_id, p.quest_version, p.state, p.waiting
      from unnest($1::text[], $2::uuid[]) as w (user_id, quest_id)
      join user_quest_rewards p on p.user_id = w.user_id and p.quest_id = w.quest_id
      order by p.user_id, p.quest_id
      for update of p`,
  },
  {
    of: 'identities',
    text: `
      insert into event_identities (identity, payload)
      select * from unnest($1::uuid[], $2::uuid[])
      on conflict do nothing`,
  },
  {
    of: 'events',
    text: `
      insert into events (identity, source, id, type, user_id, time, data, flag)
      select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[],
                           $6::timestamptz[], $7::jsonb[], $8::text[])`,
  },
  {
    of: 'progress',
    text: `
      insert into user_quest_rewards
        (id, user_id, quest_id, quest_version, status, duplication, waiting, state,
         created_at, updated_at)
      select id, user_id, quest_id, 1, 0, duplication, 0, state, now(), now()
      from unnest($1::uuid[], $2::text[], $3::uuid[], $4::integer[], $5::jsonb[])
        as p (id, user_id, quest_id, duplication, state)
      on conflict (user_id, quest_id) do update set
        duplication = excluded.duplication,
        state = excluded.state,
        updated_at = excluded.updated_at`,
  },
  {
    of: 'completions',
    text: `
      insert into completions
        (user_id, quest_id, ordinal, step, quest_version, duplication_limit, payment, completed_at)
      select user_id, quest_id, ordinal, 0, 1, 1000000, 'granted', now()
      from unnest($1::text[], $2::uuid[], $3::integer[]) as c (user_id, quest_id, ordinal)`,
  },
  {
    of: 'grants',
    text: `
      insert into grants (grant_id, user_id, quest_id, ordinal, step, lines, granted_at)
      select grant_id, user_id, quest_id, ordinal, 0, lines, now()
      from unnest($1::uuid[], $2::text[], $3::uuid[], $4::integer[], $5::jsonb[])
        as g (grant_id, user_id, quest_id, ordinal, lines)`,
  },
  {
    of: 'notifications',
    text: `
      insert into notifications (user_id, kind, data, created_at)
      select user_id, kind, data, now()
      from unnest($1::text[], $2::text[], $3::jsonb[]) as n (user_id, kind, data)`,
  },
  { of: 'outbox', text: 'insert into outbox (event) select * from unnest($1::jsonb[])' },
];

const run = async (tx: Transaction, of: string, text: string, columns: Columns) => {
  if (columns[0]?.length === 0) return;
  await tx.query({ name: `plain-${of}`, text, values: columns.map((column) => [...column]) });
};

/**
 * What a batch costs with no engine: every row the engine writes for the same events, in the same
 * tables, by plain statements in one transaction; nothing is decided, checked or sent on.
 */
export const runPlainBatch = async (database: Database, batch: PlainBatch): Promise<void> => {
  await database.transaction(async (tx) => {
    for (const { of, text } of statements) await run(tx, of, text, batch[of]);
  });
};
