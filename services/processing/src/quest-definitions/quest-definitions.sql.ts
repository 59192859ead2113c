import type { QuestVersion } from '@questline/contracts/catalog/quest';
import type { Queryable, Transaction } from '@questline/postgres/database';

/** Adds versions that are not there yet; returns how many were new. */
export const insertQuestVersions = async (
  tx: Transaction,
  versions: readonly QuestVersion[],
): Promise<number> => {
  const { rowCount } = await tx.query({
    name: 'insert-quest-versions',
    text: `
      insert into quest_versions
        (quest_id, version, name, description, state, definition, published_at)
      select quest_id, version, name, description, state, definition, published_at
      from jsonb_to_recordset($1) as v (
        quest_id uuid, version integer, name text, description text, state text,
        definition jsonb, published_at timestamptz)
      on conflict (quest_id, version) do nothing`,
    values: [JSON.stringify(versions)],
  });
  return rowCount ?? 0;
};

export const updateRevision = async (tx: Transaction): Promise<void> => {
  await tx.query({
    name: 'update-projection-revision',
    text: 'update catalog_projection set revision = revision + 1',
  });
};

export const updateSyncedAt = async (tx: Transaction, now: Date): Promise<void> => {
  await tx.query({
    name: 'update-projection-synced-at',
    text: 'update catalog_projection set synced_at = $1',
    values: [now],
  });
};

export interface ProjectionRow {
  readonly revision: number;
  readonly synced_at: Date | null;
}

export const selectProjection = async (database: Queryable): Promise<ProjectionRow> => {
  const { rows } = await database.query<ProjectionRow>({
    name: 'select-projection',
    text: 'select revision, synced_at from catalog_projection',
  });
  const [row] = rows;
  if (row === undefined) throw new Error('catalog_projection has no row');
  return row;
};

/** The version in force of each quest: its highest. */
export const selectQuestsInForce = async (database: Queryable): Promise<QuestVersion[]> => {
  const { rows } = await database.query<
    Omit<QuestVersion, 'published_at'> & { published_at: Date }
  >({
    name: 'select-quests-in-force',
    text: `
      select distinct on (quest_id)
        quest_id, version, name, description, state, definition, published_at
      from quest_versions
      order by quest_id, version desc`,
  });
  return rows.map((row) => ({ ...row, published_at: row.published_at.toISOString() }));
};

export const selectQuestExists = async (database: Queryable, questId: string): Promise<boolean> => {
  const { rowCount } = await database.query({
    name: 'select-quest-exists',
    text: 'select from quest_versions where quest_id = $1 limit 1',
    values: [questId],
  });
  return rowCount !== 0;
};
