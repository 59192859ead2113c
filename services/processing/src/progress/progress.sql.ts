import type { QuestVersion } from '@questline/contracts/catalog/quest';
import {
  integerColumn,
  jsonColumn,
  smallintColumn,
  textColumn,
  tidColumn,
  uuidColumn,
} from '@questline/postgres/columns';
import type { Queryable, Transaction } from '@questline/postgres/database';
import { checkWritten } from '@questline/postgres/rows-moved';
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
      select p.*
      from unnest($1::text[], $2::uuid[]) as w (user_id, quest_id)
      cross join lateral (
        select id, user_id, quest_id, quest_version, state, waiting, ctid::text as at
        from user_quest_rewards where user_id = w.user_id and quest_id = w.quest_id
        limit 1
      ) as p`,
    values: [
      textColumn(wanted.map(({ user_id }) => user_id)),
      uuidColumn(wanted.map(({ quest_id }) => quest_id)),
    ],
  });
  return rows;
};

export interface ProgressChange {
  readonly progress: Progress;
  readonly status: number;
}

type ProgressRow = Omit<Progress, 'state'> & {
  readonly status: number;
  readonly duplication: number;
  readonly state: QuestState;
};

/** Of a row's version, status, duplication, waiting and state. */
const changingColumns = (rows: readonly ProgressRow[]) => [
  integerColumn(rows.map(({ quest_version }) => quest_version)),
  smallintColumn(rows.map(({ status }) => status)),
  integerColumn(rows.map(({ duplication }) => duplication)),
  integerColumn(rows.map(({ waiting }) => waiting)),
  jsonColumn(rows.map(({ state }) => state)),
];

const insertProgress = async (tx: Transaction, rows: readonly ProgressRow[], now: Date) => {
  if (rows.length === 0) return;
  await tx.query({
    name: 'insert-progress',
    text: `
      insert into user_quest_rewards
        (id, user_id, quest_id, quest_version, status, duplication, waiting, state,
         created_at, updated_at)
      select id, user_id, quest_id, quest_version, status, duplication, waiting, state, $9, $9
      from unnest($1::uuid[], $2::text[], $3::uuid[], $4::integer[], $5::smallint[], $6::integer[],
                  $7::integer[], $8::jsonb[])
        as p (id, user_id, quest_id, quest_version, status, duplication, waiting, state)`,
    values: [
      uuidColumn(rows.map(({ id }) => id)),
      textColumn(rows.map(({ user_id }) => user_id)),
      uuidColumn(rows.map(({ quest_id }) => quest_id)),
      ...changingColumns(rows),
      now,
    ],
  });
};

/** By where the rows lie, which holds while their users are locked: no index is searched again. */
const updateProgress = async (tx: Transaction, rows: readonly ProgressRow[], now: Date) => {
  if (rows.length === 0) return;
  const { rowCount } = await tx.query({
    name: 'update-progress',
    text: `
      update user_quest_rewards p set
        quest_version = n.quest_version,
        status = n.status,
        duplication = n.duplication,
        waiting = n.waiting,
        state = n.state,
        last_claim_id = null,
        updated_at = $7
      from unnest($1::tid[], $2::integer[], $3::smallint[], $4::integer[], $5::integer[], $6::jsonb[])
        as n (at, quest_version, status, duplication, waiting, state)
      where p.ctid = n.at`,
    values: [tidColumn(rows.map(({ at }) => at ?? null)), ...changingColumns(rows), now],
  });
  checkWritten(rowCount, rows.length);
};

/** Writes rows as they stand now, read by `selectProgress` or new; the next claim is a new one. */
export const writeProgress = async (
  tx: Transaction,
  changes: readonly ProgressChange[],
  now: Date,
): Promise<void> => {
  const rows = changes.map(
    ({ progress, status }): ProgressRow => ({
      ...progress,
      status,
      duplication: progress.state.completions,
    }),
  );
  await Promise.all([
    insertProgress(
      tx,
      rows.filter(({ at }) => at === undefined),
      now,
    ),
    updateProgress(
      tx,
      rows.filter(({ at }) => at !== undefined),
      now,
    ),
  ]);
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
          select min(due_at) from (
            select due_at from completions
            where p.waiting > 0 and user_id = p.user_id and quest_id = p.quest_id
              and payment = 'claimable'
            offset 0
          ) as c
        ) as claim_expires_at,
        v.name, v.description, v.definition, v.in_flight, v.published_at,
        q.version as in_force_version, q.state as quest_state
      from user_quest_rewards p
      cross join lateral (
        select * from quest_versions
        where quest_id = p.quest_id and version = p.quest_version
        limit 1
      ) as v
      cross join lateral (select * from quests where quest_id = p.quest_id limit 1) as q
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
