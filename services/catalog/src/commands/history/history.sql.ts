import type { Queryable, Transaction } from '@questline/postgres/database';
import type { Change } from '../../changes/change.ts';

type ChangeRow = Omit<Change, 'author'> & {
  readonly author_kind: Change['author']['kind'];
  readonly author_id: string | null;
};

const columns =
  'position, id, aggregate, aggregate_id, revision, type, data, author_kind, author_id, reason, occurred_at';

const toChange = ({ author_kind: kind, author_id: id, ...row }: ChangeRow): Change =>
  ({ ...row, author: { kind, id } }) as Change;

/** The changes of one quest or reward, oldest first. */
export const selectHistory = async (tx: Queryable, aggregateId: string): Promise<Change[]> => {
  const { rows } = await tx.query<ChangeRow>({
    name: 'select-history',
    text: `select ${columns} from history where aggregate_id = $1 order by revision`,
    values: [aggregateId],
  });
  return rows.map(toChange);
};

/** The changes of several, each one's oldest first. */
export const selectHistories = async (
  database: Queryable,
  aggregateIds: readonly string[],
): Promise<Change[]> => {
  const { rows } = await database.query<ChangeRow>({
    name: 'select-histories',
    text: `select ${columns} from history where aggregate_id = any($1) order by aggregate_id, revision`,
    values: [aggregateIds],
  });
  return rows.map(toChange);
};

/** The changes of the whole catalog after a position, oldest first. */
export const selectHistoryAfter = async (
  database: Queryable,
  position: number,
  limit: number,
): Promise<Change[]> => {
  const { rows } = await database.query<ChangeRow>({
    name: 'select-history-after',
    text: `select ${columns} from history where position > $1 order by position limit $2`,
    values: [position, limit],
  });
  return rows.map(toChange);
};

/**
 * Takes the next positions and returns the last of them. The row's lock makes commits follow one
 * another from here on, so that positions have no gaps and nothing appears before what is visible.
 */
export const updateHistoryEnd = async (tx: Transaction, changes: number): Promise<number> => {
  const { rows } = await tx.query<{ position: number }>({
    name: 'update-history-end',
    text: 'update history_end set position = position + $1 returning position',
    values: [changes],
  });
  const [row] = rows;
  if (row === undefined) throw new Error('history_end has no row');
  return row.position;
};

/** Appends changes. */
export const insertChanges = async (tx: Transaction, changes: readonly Change[]): Promise<void> => {
  await tx.query({
    name: 'insert-changes',
    text: `
      insert into history (${columns})
      select ${columns} from jsonb_to_recordset($1) as c (
        position bigint, id uuid, aggregate text, aggregate_id uuid, revision integer, type text,
        data jsonb, author_kind text, author_id text, reason text, occurred_at timestamptz)`,
    values: [
      JSON.stringify(
        changes.map(({ author, ...change }) => ({
          ...change,
          author_kind: author.kind,
          author_id: author.id,
        })),
      ),
    ],
  });
};
