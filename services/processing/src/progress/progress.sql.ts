import type { QuestVersion } from '@questline/contracts/catalog/quest';
import type { Queryable, Transaction } from '@questline/postgres/database';
import type { QuestState } from '@questline/quest-language/quest-state';
import type { Progress } from './progress.ts';

/** Rows by user and quest; the users are locked, so the rows need no lock of their own. */
export const selectProgress = async (
  tx: Transaction,
  wanted: readonly { readonly user_id: string; readonly quest_id: string }[],
): Promise<Progress[]> => {
  if (wanted.length === 0) return [];
  const { rows } = await tx.query<Progress>({
    name: 'select-progress',
    text: `
      select p.id, p.user_id, p.quest_id, p.quest_version, p.state, p.waiting
      from unnest($1::text[], $2::uuid[]) as w (user_id, quest_id)
      join user_quest_rewards p on p.user_id = w.user_id and p.quest_id = w.quest_id`,
    values: [wanted.map(({ user_id }) => user_id), wanted.map(({ quest_id }) => quest_id)],
  });
  return rows;
};

export interface ProgressChange {
  readonly progress: Progress;
  readonly status: number;
}

/** Writes rows as they stand now; the next claim is a new one. */
export const upsertProgress = async (
  tx: Transaction,
  changes: readonly ProgressChange[],
  now: Date,
): Promise<void> => {
  if (changes.length === 0) return;
  const rows = changes.map(({ progress: { state, ...row }, status }) => ({
    ...row,
    status,
    duplication: state.completions,
    state,
  }));
  await tx.query({
    name: 'upsert-progress',
    // As JSON, which costs less than arrays where a column is JSON itself.
    text: `
      insert into user_quest_rewards
        (id, user_id, quest_id, quest_version, status, duplication, waiting, state,
         created_at, updated_at)
      select id, user_id, quest_id, quest_version, status, duplication, waiting, state, $2, $2
      from json_to_recordset($1::json) as p (
        id uuid, user_id text, quest_id uuid, quest_version integer, status smallint,
        duplication integer, waiting integer, state jsonb)
      on conflict (user_id, quest_id) do update set
        quest_version = excluded.quest_version,
        status = excluded.status,
        duplication = excluded.duplication,
        waiting = excluded.waiting,
        state = excluded.state,
        last_claim_id = null,
        updated_at = excluded.updated_at`,
    values: [JSON.stringify(rows), now],
  });
};

export interface ProgressListRow {
  readonly id: string;
  readonly user_id: string;
  readonly quest_id: string;
  readonly quest_version: number;
  readonly duplication: number;
  readonly waiting: number;
  readonly state: QuestState;
  readonly claim_expires_at: Date | null;
  readonly updated_at: Date;
  readonly name: string;
  readonly description: string | null;
  readonly definition: QuestVersion['definition'];
  readonly in_flight: QuestVersion['in_flight'];
  readonly published_at: Date;
  readonly in_force_version: number;
  readonly quest_state: QuestVersion['state'];
}

/** A page of one user's rows, each with the version it is on; oldest row first. */
export const selectProgressList = async (
  database: Queryable,
  userId: string,
  { skip, limit }: { skip: number; limit: number },
): Promise<ProgressListRow[]> => {
  const { rows } = await database.query<ProgressListRow>({
    name: 'select-progress-list',
    text: `
      select p.id, p.user_id, p.quest_id, p.quest_version, p.duplication, p.waiting, p.state,
        p.updated_at,
        (
          select min(c.due_at) from completions c
          where p.waiting > 0 and c.user_id = p.user_id and c.quest_id = p.quest_id
            and c.payment = 'claimable'
        ) as claim_expires_at,
        v.name, v.description, v.definition, v.in_flight, v.published_at,
        q.version as in_force_version, q.state as quest_state
      from user_quest_rewards p
      join quest_versions v on v.quest_id = p.quest_id and v.version = p.quest_version
      join quests q on q.quest_id = p.quest_id
      where p.user_id = $1
      order by p.created_at, p.id
      offset $2 limit $3`,
    values: [userId, skip, limit],
  });
  return rows;
};

export const selectProgressCount = async (database: Queryable, userId: string): Promise<number> => {
  const { rows } = await database.query<{ count: number }>({
    name: 'select-progress-count',
    text: 'select count(*) as count from user_quest_rewards where user_id = $1',
    values: [userId],
  });
  return rows[0]?.count ?? 0;
};
