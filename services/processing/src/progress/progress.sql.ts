import type { Queryable, Transaction } from '@questline/postgres/database';
import type { Progress } from './progress.ts';

/** The rows of these users; the users are locked, so the rows need no lock of their own. */
export const selectProgressOfUsers = async (
  tx: Transaction,
  userIds: readonly string[],
): Promise<Progress[]> => {
  if (userIds.length === 0) return [];
  const { rows } = await tx.query<Progress>({
    name: 'select-progress-of-users',
    text: `
      select id, user_id, quest_id, quest_version, streak, duplication, claimed
      from user_quest_rewards
      where user_id = any($1::uuid[])`,
    values: [userIds],
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
  const rows = changes.map(({ progress }) => progress);
  await tx.query({
    name: 'upsert-progress',
    text: `
      insert into user_quest_rewards
        (id, user_id, quest_id, quest_version, status, streak, duplication, claimed,
         created_at, updated_at)
      select id, user_id, quest_id, quest_version, status, streak, duplication, claimed, $9, $9
      from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::integer[], $5::smallint[], $6::integer[],
                  $7::integer[], $8::integer[])
        as p (id, user_id, quest_id, quest_version, status, streak, duplication, claimed)
      on conflict (user_id, quest_id) do update set
        quest_version = excluded.quest_version,
        status = excluded.status,
        streak = excluded.streak,
        duplication = excluded.duplication,
        claimed = excluded.claimed,
        last_claim_id = null,
        updated_at = excluded.updated_at`,
    values: [
      rows.map(({ id }) => id),
      rows.map(({ user_id }) => user_id),
      rows.map(({ quest_id }) => quest_id),
      rows.map(({ quest_version }) => quest_version),
      changes.map(({ status }) => status),
      rows.map(({ streak }) => streak),
      rows.map(({ duplication }) => duplication),
      rows.map(({ claimed }) => claimed),
      now,
    ],
  });
};

export interface ProgressListRow {
  readonly id: string;
  readonly user_id: string;
  readonly quest_id: string;
  readonly quest_name: string;
  readonly status: number;
  readonly streak: number;
  readonly target: number;
  readonly duplication: number;
  readonly duplication_limit: number;
  readonly claimed: number;
  readonly updated_at: Date;
}

/** A page of one user's rows, each with the version of its quest in force; oldest row first. */
export const selectProgressList = async (
  database: Queryable,
  userId: string,
  { skip, limit }: { skip: number; limit: number },
): Promise<ProgressListRow[]> => {
  const { rows } = await database.query<ProgressListRow>({
    name: 'select-progress-list',
    text: `
      select p.id, p.user_id, p.quest_id, v.name as quest_name, p.status, p.streak,
        (v.definition #>> '{objectives,any_of,0,all_of,0,target}')::integer as target,
        p.duplication, (v.definition #>> '{repeat,max}')::integer as duplication_limit,
        p.claimed, p.updated_at
      from user_quest_rewards p
      cross join lateral (
        select name, definition from quest_versions
        where quest_id = p.quest_id order by version desc limit 1
      ) as v
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
