import type { QuestVersion } from '@questline/contracts/catalog/quest';
import type { Queryable, Transaction } from '@questline/postgres/database';

/** Adds versions that are not there yet. */
export const insertQuestVersions = async (
  tx: Transaction,
  versions: readonly QuestVersion[],
): Promise<void> => {
  await tx.query({
    name: 'insert-quest-versions',
    text: `
      insert into quest_versions
        (quest_id, version, name, description, state, definition, in_flight, published_at)
      select quest_id, version, name, description, state, definition, in_flight, published_at
      from jsonb_to_recordset($1) as v (
        quest_id uuid, version integer, name text, description text, state text,
        definition jsonb, in_flight text, published_at timestamptz)
      on conflict (quest_id, version) do nothing`,
    values: [JSON.stringify(versions)],
  });
};

/** What is in force of a quest as of one of its revisions. */
export interface QuestChange {
  readonly quest_id: string;
  readonly version: number;
  readonly state: QuestVersion['state'];
  readonly revision: number;
}

/**
 * Puts changes in force that are newer than what is known of their quests, under the projection's
 * revision `changed`; of several of one quest the newest. Returns how many quests changed.
 */
export const upsertQuests = async (
  tx: Transaction,
  changes: readonly QuestChange[],
  changed: number,
): Promise<number> => {
  const { rowCount } = await tx.query({
    name: 'upsert-quests',
    text: `
      insert into quests (quest_id, version, state, revision, changed)
      select distinct on (quest_id) quest_id, version, state, revision, $5
      from unnest($1::uuid[], $2::integer[], $3::text[], $4::bigint[])
        as q (quest_id, version, state, revision)
      order by quest_id, revision desc
      on conflict (quest_id) do update set
        version = excluded.version,
        state = excluded.state,
        revision = excluded.revision,
        changed = excluded.changed
      where excluded.revision > quests.revision`,
    values: [
      changes.map(({ quest_id }) => quest_id),
      changes.map(({ version }) => version),
      changes.map(({ state }) => state),
      changes.map(({ revision }) => revision),
      changed,
    ],
  });
  return rowCount ?? 0;
};

/** The next revision of the projection; the row's lock makes writers follow one another. */
export const updateRevision = async (tx: Transaction): Promise<number> => {
  const { rows } = await tx.query<{ revision: number }>({
    name: 'update-projection-revision',
    text: 'update catalog_projection set revision = revision + 1 returning revision',
  });
  const [row] = rows;
  if (row === undefined) throw new Error('catalog_projection has no row');
  return row.revision;
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
    early: true,
    text: 'select revision, synced_at from catalog_projection',
  });
  const [row] = rows;
  if (row === undefined) throw new Error('catalog_projection has no row');
  return row;
};

type VersionRow = Omit<QuestVersion, 'published_at'> & { readonly published_at: Date };

const toQuestVersion = (row: VersionRow): QuestVersion => ({
  ...row,
  published_at: row.published_at.toISOString(),
});

const versionColumns =
  'v.quest_id, v.version, v.name, v.description, v.definition, v.in_flight, v.published_at';

/** The version in force of each quest that changed after a revision, in the state it is in now. */
export const selectQuestsChanged = async (
  database: Queryable,
  afterRevision: number,
): Promise<QuestVersion[]> => {
  const { rows } = await database.query<VersionRow>({
    name: 'select-quests-changed',
    text: `
      select ${versionColumns}, q.state
      from quests q
      cross join lateral (
        select * from quest_versions where quest_id = q.quest_id and version = q.version
        limit 1
      ) as v
      where q.changed > $1`,
    values: [afterRevision],
  });
  return rows.map(toQuestVersion);
};

/** Versions by quest and range of numbers, as they were published; lowest first. */
export const selectQuestVersions = async (
  database: Queryable,
  wanted: readonly { quest_id: string; from: number; to: number }[],
): Promise<QuestVersion[]> => {
  if (wanted.length === 0) return [];
  const { rows } = await database.query<VersionRow>({
    name: 'select-quest-versions',
    text: `
      select ${versionColumns}, v.state
      from unnest($1::uuid[], $2::integer[], $3::integer[]) as w (quest_id, low, high)
      cross join lateral (
        select * from quest_versions where quest_id = w.quest_id and version between w.low and w.high
        offset 0
      ) as v
      order by v.quest_id, v.version`,
    values: [
      wanted.map(({ quest_id }) => quest_id),
      wanted.map(({ from }) => from),
      wanted.map(({ to }) => to),
    ],
  });
  return rows.map(toQuestVersion);
};

/** Versions that changes speak of, and that neither the database nor the batch itself has. */
export const selectUnknownVersions = async (
  database: Queryable,
  told: { readonly versions: readonly QuestVersion[]; readonly changes: readonly QuestChange[] },
): Promise<{ quest_id: string; version: number }[]> => {
  const keyOf = (at: { quest_id: string; version: number }) => `${at.quest_id}/${at.version}`;
  const brought = new Set(told.versions.map(keyOf));
  const wanted = told.changes.filter((change) => !brought.has(keyOf(change)));
  if (wanted.length === 0) return [];
  const { rows } = await database.query<{ quest_id: string; version: number }>({
    name: 'select-unknown-versions',
    text: `
      select w.quest_id, w.version
      from unnest($1::uuid[], $2::integer[]) as w (quest_id, version)
      where not exists (
        select from quest_versions v where v.quest_id = w.quest_id and v.version = w.version)`,
    values: [wanted.map(({ quest_id }) => quest_id), wanted.map(({ version }) => version)],
  });
  return rows;
};

export const selectQuestExists = async (database: Queryable, questId: string): Promise<boolean> => {
  const { rowCount } = await database.query({
    name: 'select-quest-exists',
    text: 'select from quest_versions where quest_id = $1 limit 1',
    values: [questId],
  });
  return rowCount !== 0;
};
