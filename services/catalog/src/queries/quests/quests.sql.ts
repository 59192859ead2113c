import type { QuestChange, QuestState } from '@questline/contracts/catalog/quest';
import { millisecondsOf } from '@questline/contracts/instant';
import type { Queryable, Transaction } from '@questline/postgres/database';
import type { Quest } from '../../quests/quest.ts';
import { live } from '../views/projection.sql.ts';

type Row = { readonly quest: Quest };

/** Quests of a generation, by id. */
export const selectQuestsByIds = async (
  tx: Transaction,
  generation: number,
  ids: readonly string[],
): Promise<Quest[]> => {
  const { rows } = await tx.query<Row>({
    name: 'select-quests-by-ids',
    text: 'select quest from quests where generation = $1 and id = any($2)',
    values: [generation, ids],
  });
  return rows.map(({ quest }) => quest);
};

/** Of the epoch: RFC 3339 has years and offsets that PostgreSQL does not read. */
const toSeconds = (time: string | undefined): number | null =>
  time === undefined ? null : millisecondsOf(time) / 1_000;

/** Puts quests as they are now into a generation. */
export const upsertQuests = async (
  tx: Transaction,
  generation: number,
  quests: readonly Quest[],
): Promise<void> => {
  if (quests.length === 0) return;
  await tx.query({
    name: 'upsert-quests',
    text: `
      insert into quests (generation, id, name, folded_name, category, state, starts_at, ends_at,
        created_at, updated_at, words, quest)
      select $1, (quest ->> 'id')::uuid, name, lower(name collate "pg_c_utf8"), category,
        quest ->> 'state', to_timestamp(starts), to_timestamp(ends),
        (quest ->> 'created_at')::timestamptz, (quest ->> 'updated_at')::timestamptz,
        -- Folded here: in a database whose locale is C the parser folds ASCII letters only.
        to_tsvector('simple', lower(
          concat_ws(' ', name, category, content ->> 'description') collate "pg_c_utf8")), quest
      from unnest($2::jsonb[], $3::double precision[], $4::double precision[])
          as q (quest, starts, ends),
        lateral (select quest -> 'content' as content) as c,
        lateral (select content ->> 'name' as name, content ->> 'category' as category) as n
      on conflict (generation, id) do update set
        name = excluded.name, folded_name = excluded.folded_name, category = excluded.category,
        state = excluded.state, starts_at = excluded.starts_at, ends_at = excluded.ends_at,
        updated_at = excluded.updated_at, words = excluded.words, quest = excluded.quest`,
    values: [
      generation,
      quests.map((quest) => JSON.stringify(quest)),
      quests.map(({ content }) => toSeconds(content.definition.window?.start)),
      quests.map(({ content }) => toSeconds(content.definition.window?.end)),
    ],
  });
};

/** Takes quests out of a generation. */
export const deleteQuests = async (
  tx: Transaction,
  generation: number,
  ids: readonly string[],
): Promise<void> => {
  if (ids.length === 0) return;
  await tx.query({
    name: 'delete-quests',
    text: 'delete from quests where generation = $1 and id = any($2)',
    values: [generation, ids],
  });
};

export const selectQuest = async (database: Queryable, id: string): Promise<Quest | undefined> => {
  const { rows } = await database.query<Row>({
    name: 'select-quest',
    text: `select quest from quests where generation = ${live} and id = $1`,
    values: [id],
  });
  return rows[0]?.quest;
};

export const selectQuestByName = async (
  database: Queryable,
  name: string,
): Promise<Quest | undefined> => {
  const { rows } = await database.query<Row>({
    name: 'select-quest-by-name',
    text: `
      select quest from quests
      where generation = ${live} and folded_name = lower($1 collate "pg_c_utf8")`,
    values: [name],
  });
  return rows[0]?.quest;
};

/** Which quests a list is of; what is undefined does not narrow it. */
export interface QuestFilter {
  readonly states: readonly QuestState[];
  readonly category?: string | undefined;
  readonly schedule?: 'running' | 'upcoming' | 'ended' | undefined;
  /** A query of PostgreSQL's full-text search. */
  readonly words?: string | undefined;
  readonly now: Date;
}

/** Ids are UUIDv7, so their order is that of creation. */
export const questOrders = {
  '-created_at': 'id desc',
  created_at: 'id',
  name: 'folded_name, id',
  '-name': 'folded_name desc, id desc',
  updated_at: 'updated_at, id',
  '-updated_at': 'updated_at desc, id desc',
} as const;

export type QuestOrder = keyof typeof questOrders;

const schedules = {
  running: (now: string) =>
    `(starts_at is null or starts_at <= ${now}) and (ends_at is null or ends_at > ${now})`,
  upcoming: (now: string) => `starts_at > ${now}`,
  ended: (now: string) => `ends_at <= ${now}`,
} as const;

const toWhere = (filter: QuestFilter) => {
  const values: unknown[] = [filter.states];
  const add = (value: unknown) => `$${values.push(value)}`;
  const conditions = [`generation = ${live}`, 'state = any($1)'];
  if (filter.category !== undefined) conditions.push(`category = ${add(filter.category)}`);
  if (filter.schedule) conditions.push(schedules[filter.schedule](add(filter.now)));
  if (filter.words !== undefined) {
    conditions.push(
      `words @@ to_tsquery('simple', lower(${add(filter.words)} collate "pg_c_utf8"))`,
    );
  }
  return { where: conditions.join(' and '), values };
};

/** One page of a list. */
export const selectQuests = async (
  database: Queryable,
  filter: QuestFilter,
  page: { readonly skip: number; readonly limit: number; readonly order: QuestOrder },
): Promise<Quest[]> => {
  const { where, values } = toWhere(filter);
  const [skip, limit] = [values.push(page.skip), values.push(page.limit)];
  const { rows } = await database.query<Row>({
    text: `
      select quest from quests where ${where}
      order by ${questOrders[page.order]} offset $${skip} limit $${limit}`,
    values,
  });
  return rows.map(({ quest }) => quest);
};

export const countQuests = async (database: Queryable, filter: QuestFilter): Promise<number> => {
  const { where, values } = toWhere(filter);
  const { rows } = await database.query<{ count: number }>({
    text: `select count(*) as count from quests where ${where}`,
    values,
  });
  return rows[0]?.count ?? 0;
};

/** Adds lines to the histories of quests. */
export const insertQuestChanges = async (
  tx: Transaction,
  generation: number,
  changes: readonly (QuestChange & { readonly quest_id: string })[],
): Promise<void> => {
  if (changes.length === 0) return;
  await tx.query({
    name: 'insert-quest-changes',
    text: `
      insert into quest_changes (generation, quest_id, revision, change)
      select $1, * from unnest($2::uuid[], $3::integer[], $4::jsonb[])`,
    values: [
      generation,
      changes.map(({ quest_id }) => quest_id),
      changes.map(({ revision }) => revision),
      changes.map(({ quest_id, ...change }) => JSON.stringify(change)),
    ],
  });
};

/** A quest's changes before a revision, newest first. */
export const selectQuestChanges = async (
  database: Queryable,
  questId: string,
  before: number,
  limit: number,
): Promise<QuestChange[]> => {
  const { rows } = await database.query<{ change: QuestChange }>({
    name: 'select-quest-changes',
    text: `
      select change from quest_changes
      where generation = ${live} and quest_id = $1 and revision < $2
      order by revision desc limit $3`,
    values: [questId, before, limit],
  });
  return rows.map(({ change }) => change);
};
