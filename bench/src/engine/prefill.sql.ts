import type { QuestVersion } from '@questline/contracts/catalog/quest';
import type { Queryable } from '@questline/postgres/database';
import { completionEvery } from '../workload/workload.ts';

/** Publishes quests to a database that no catalog feeds. */
export const insertQuests = async (
  database: Queryable,
  quests: readonly QuestVersion[],
): Promise<void> => {
  const values = [quests.map(({ quest_id }) => quest_id)];
  await database.query({
    text: `
      insert into quest_versions (quest_id, version, name, state, definition, published_at)
      select quest_id, 1, name, 'active', definition, now()
      from unnest($1::uuid[], $2::text[], $3::jsonb[]) as q (quest_id, name, definition)`,
    values: [
      ...values,
      quests.map(({ name }) => name),
      quests.map(({ definition }) => JSON.stringify(definition)),
    ],
  });
  await database.query({
    text: `
      insert into quests (quest_id, version, state, revision, changed)
      select quest_id, 1, 'active', 1, 1 from unnest($1::uuid[]) as q (quest_id)`,
    values,
  });
};

/** Without its key a table takes many rows several times as fast. */
const keyedLast = async (database: Queryable, insert: () => Promise<unknown>) => {
  const table = 'alter table user_quest_rewards';
  await database.query({ text: `${table} drop constraint user_quest_rewards_pkey` });
  await insert();
  await database.query({ text: `${table} add primary key (user_id, quest_id)` });
};

const manyRows = 100_000;

/** Rows of progress in these quests for the first `users` of a group, each at its phase. */
export const insertProgress = async (
  database: Queryable,
  group: string,
  users: number,
  quests: readonly QuestVersion[],
): Promise<void> => {
  const rows = users * quests.length;
  const insert = () =>
    database.query({
      text: `
      insert into user_quest_rewards
        (id, user_id, quest_id, quest_version, status, duplication, waiting, state,
         created_at, updated_at)
      select gen_random_uuid(), $1::text || '-' || n, quest_id, 1, 0, 0, 0,
        jsonb_build_object('completions', 0, 'v', jsonb_build_array(n % $2::integer)), now(), now()
      from generate_series(0, $3::integer - 1) as u (n)
      cross join unnest($4::uuid[]) as q (quest_id)`,
      values: [group, completionEvery, users, quests.map(({ quest_id }) => quest_id)],
    });
  await (rows > manyRows ? keyedLast(database, insert) : insert());
  await database.query({ text: 'vacuum (analyze) user_quest_rewards' });
};

/**
 * Stores `count` events of users who play no part in the load, with their identities: keys in order
 * of time, as UUIDv7 have them, or all over the index.
 */
export const insertStoredEvents = async (
  database: Queryable,
  count: number,
  order: 'ordered' | 'random',
): Promise<void> => {
  const newKey = order === 'ordered' ? 'uuidv7()' : 'gen_random_uuid()';
  // An index over many rows is made at once several times as fast; the one over identities grows as in use.
  await database.query({ text: 'drop index events_by_user' });
  await database.query({
    text: `
      with made as (
        select ${newKey}::text as id, n from generate_series(1, $1::integer) as e (n)
      ), stored as (
        insert into events (identity, source, id, type, user_id, time, data)
        select event_identity('app', id), 'app', id, 'bench.other', 'other-' || n % 100000, now(),
          '{"level": 7, "map": "harbour", "score": 4711, "seconds": 93.5}'
        from made
        returning identity
      )
      insert into event_identities (identity, payload) select identity, identity from stored`,
    values: [count],
  });
  await database.query({ text: 'create index events_by_user on events (user_id, seq)' });
  await database.query({ text: 'vacuum (analyze) events, event_identities' });
};
