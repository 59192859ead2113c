import type { QuestStateChange } from '@questline/contracts/catalog/quest';
import type { Queryable, Transaction } from '@questline/postgres/database';

/** A change of state with the quest that it is about. */
export interface StateChangeOfQuest extends QuestStateChange {
  readonly quest_id: string;
}

/** Stores changes that are not stored yet. */
export const insertStateChanges = async (
  tx: Transaction,
  changes: readonly StateChangeOfQuest[],
): Promise<void> => {
  if (changes.length === 0) return;
  await tx.query({
    name: 'insert-quest-state-changes',
    text: `
      insert into quest_state_changes (quest_id, revision, state, at)
      select * from unnest($1::uuid[], $2::bigint[], $3::text[], $4::timestamptz[])
      on conflict do nothing`,
    values: [
      changes.map(({ quest_id }) => quest_id),
      changes.map(({ revision }) => revision),
      changes.map(({ state }) => state),
      changes.map(({ at }) => at),
    ],
  });
};

/** The changes of some quests, each one's in their order. */
export const selectStateChanges = async (
  database: Queryable,
  questIds: readonly string[],
): Promise<StateChangeOfQuest[]> => {
  if (questIds.length === 0) return [];
  const { rows } = await database.query<Omit<StateChangeOfQuest, 'at'> & { at: Date }>({
    name: 'select-quest-state-changes',
    text: `
      select quest_id, revision, state, at from quest_state_changes
      where quest_id = any($1::uuid[]) order by quest_id, revision`,
    values: [questIds],
  });
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
};

/** Those of resumptions whose pause is not stored: the release before has not stored it. */
export const selectUnexplained = async (
  database: Queryable,
  resumptions: readonly { readonly quest_id: string; readonly revision: number }[],
): Promise<string[]> => {
  if (resumptions.length === 0) return [];
  const { rows } = await database.query<{ quest_id: string }>({
    name: 'select-unexplained-resumptions',
    text: `
      select r.quest_id
      from unnest($1::uuid[], $2::bigint[]) as r (quest_id, revision)
      where (
        select c.state from quest_state_changes c
        where c.quest_id = r.quest_id and c.revision < r.revision
        order by c.revision desc limit 1
      ) is distinct from 'paused'`,
    values: [
      resumptions.map(({ quest_id }) => quest_id),
      resumptions.map(({ revision }) => revision),
    ],
  });
  return rows.map(({ quest_id }) => quest_id);
};
