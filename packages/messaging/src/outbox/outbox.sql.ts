import type { QuestlineEvent } from '@questline/contracts/event';
import { jsonColumn } from '@questline/postgres/columns';
import type { Queryable, Transaction } from '@questline/postgres/database';
import { activeTraceparent } from '@questline/telemetry/spans';

const onTrace = (event: QuestlineEvent, traceparent: string | undefined): QuestlineEvent =>
  traceparent === undefined || event.traceparent !== undefined ? event : { ...event, traceparent };

/**
 * Puts events into the outbox in their order; they leave when the transaction has committed. One that
 * names no cause goes on the active trace.
 */
export const insertOutboxEvents = async (
  tx: Transaction,
  events: readonly QuestlineEvent[],
): Promise<void> => {
  if (events.length === 0) return;
  const traceparent = activeTraceparent();
  await tx.query({
    name: 'insert-outbox-events',
    text: `
      insert into outbox (event)
      select event from unnest($1::jsonb[]) with ordinality as t (event, position)
      order by position`,
    values: [jsonColumn(events.map((event) => onTrace(event, traceparent)))],
  });
};

export interface OutboxRow {
  readonly seq: number;
  readonly event: QuestlineEvent;
}

/** The oldest rows. Only the one active relay reads and deletes, so they need no lock. */
export const selectOutboxRows = async (
  database: Queryable,
  limit: number,
): Promise<OutboxRow[]> => {
  const { rows } = await database.query<OutboxRow>({
    name: 'select-outbox-rows',
    text: 'select seq, event from outbox order by seq limit $1',
    values: [limit],
  });
  return rows;
};

/** More rows are not counted, so that reading the size of a large outbox costs little. */
export const outboxRowsMax = 100_000;

/** How many rows wait, `outboxRowsMax` at most, and for how long the oldest has, in seconds. */
export const selectOutboxState = async (
  database: Queryable,
): Promise<{ rows: number; oldest_age_seconds: number }> => {
  const { rows } = await database.query<{ rows: number; oldest_age_seconds: number }>({
    name: 'select-outbox-state',
    text: `
      select
        (select count(*) from (select from outbox limit ${outboxRowsMax}) as counted) as rows,
        coalesce((
          select extract(epoch from clock_timestamp() - created_at) from outbox order by seq limit 1
        ), 0)::double precision as oldest_age_seconds`,
  });
  return rows[0] ?? { rows: 0, oldest_age_seconds: 0 };
};

export const deleteOutboxRows = async (
  database: Queryable,
  seqs: readonly number[],
): Promise<void> => {
  await database.query({
    name: 'delete-outbox-rows',
    text: 'delete from outbox where seq = any($1::bigint[])',
    values: [seqs],
  });
};
