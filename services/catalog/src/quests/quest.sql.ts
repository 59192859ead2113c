import type { QuestState } from '@questline/contracts/catalog/quest';
import type { QuestDefinition } from '@questline/contracts/catalog/quest-definition';
import type { Queryable, Transaction } from '@questline/postgres/database';
import type { QuestRow } from './quest.ts';

const selectQuestRows = `
  select q.id, q.name, q.description, q.category, q.state, q.created_at, q.updated_at,
    v.version, v.definition, v.reward_id, v.reward_item, v.reward_qty,
    v.in_flight, v.auto_claim, v.streak, v.duplication, v.published_at,
    r.reward_name, r.created_at as reward_created_at, r.updated_at as reward_updated_at
  from quests q
  join quest_versions v on v.quest_id = q.id and v.version = q.current_version
  left join rewards r on r.id = v.reward_id`;

/**
 * Stores a new quest and its first version in one statement. False when the name is taken, also by
 * a transaction that commits meanwhile: the index waits for it.
 */
export const insertQuest = async (tx: Transaction, quest: QuestRow): Promise<boolean> => {
  const { rowCount } = await tx.query({
    name: 'insert-quest',
    text: `
      with quest as (
        insert into quests (id, name, description, state, current_version, created_at, updated_at,
          category)
        values ($1, $2, $3, $4, $5, $6, $7, $16)
        on conflict (lower(name collate "pg_c_utf8")) do nothing
        returning id, current_version
      )
      insert into quest_versions (quest_id, version, definition, reward_id, reward_item, reward_qty,
        auto_claim, streak, duplication, published_at, in_flight)
      select id, current_version, $8, $9, $10, $11, $12, $13, $14, $15, $17 from quest`,
    values: [
      quest.id,
      quest.name,
      quest.description,
      quest.state,
      quest.version,
      quest.created_at,
      quest.updated_at,
      JSON.stringify(quest.definition),
      quest.reward_id,
      quest.reward_item,
      quest.reward_qty,
      quest.auto_claim,
      quest.streak,
      quest.duplication,
      quest.published_at,
      quest.category,
      quest.in_flight,
    ],
  });
  return rowCount === 1;
};

export const selectQuest = async (tx: Queryable, id: string): Promise<QuestRow | undefined> => {
  const { rows } = await tx.query<QuestRow>({
    name: 'select-quest',
    text: `${selectQuestRows} where q.id = $1`,
    values: [id],
  });
  return rows[0];
};

export const selectQuestByName = async (
  tx: Queryable,
  name: string,
): Promise<QuestRow | undefined> => {
  const { rows } = await tx.query<QuestRow>({
    name: 'select-quest-by-name',
    text: `${selectQuestRows} where lower(q.name collate "pg_c_utf8") = lower($1 collate "pg_c_utf8")`,
    values: [name],
  });
  return rows[0];
};

/** Newest first: ids are UUIDv7, so their order is that of creation. */
export const selectQuests = async (
  tx: Queryable,
  states: readonly QuestState[],
  page: { skip: number; limit: number },
): Promise<QuestRow[]> => {
  const { rows } = await tx.query<QuestRow>({
    name: 'select-quests',
    text: `${selectQuestRows} where q.state = any($1) order by q.id desc offset $2 limit $3`,
    values: [states, page.skip, page.limit],
  });
  return rows;
};

export const countQuests = async (
  tx: Queryable,
  states: readonly QuestState[],
): Promise<number> => {
  const { rows } = await tx.query<{ count: number }>({
    name: 'count-quests',
    text: 'select count(*) as count from quests where state = any($1)',
    values: [states],
  });
  return rows[0]?.count ?? 0;
};

/** Oldest first, after one id: a quest made while somebody pages comes last and is not missed. */
export const selectQuestsAfter = async (
  tx: Queryable,
  after: string | undefined,
  limit: number,
): Promise<QuestRow[]> => {
  const { rows } = await tx.query<QuestRow>({
    name: 'select-quests-after',
    text: `${selectQuestRows} where ($1::uuid is null or q.id > $1) and q.state <> 'draft'
      order by q.id limit $2`,
    values: [after ?? null, limit],
  });
  return rows;
};

/** What every quest that was published demands of others, but one quest. */
export const selectUnlocks = async (
  tx: Queryable,
  exceptId: string,
): Promise<Map<string, Pick<QuestDefinition, 'unlock'>>> => {
  const { rows } = await tx.query<{ id: string; unlock: QuestDefinition['unlock'] | null }>({
    name: 'select-unlocks',
    text: `
      select q.id, v.definition -> 'unlock' as unlock
      from quests q
      join quest_versions v on v.quest_id = q.id and v.version = q.current_version
      where q.id <> $1 and q.state <> 'draft'`,
    values: [exceptId],
  });
  return new Map(rows.map(({ id, unlock }) => [id, unlock === null ? {} : { unlock }]));
};
