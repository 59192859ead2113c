import type { QuestlineEvent } from '@questline/contracts/event';
import { bigintColumn, jsonColumn } from '@questline/postgres/columns';
import type { Queryable, Transaction } from '@questline/postgres/database';
import { activeTraceparent } from '@questline/telemetry/spans';
import type { OutboxEnd } from './outbox-floor.ts';

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
  /** The only subscription it is for; null, all that want it. */
  readonly subscription: string | null;
}

/** The oldest rows after a place. Only the one active relay reads and deletes, so they need no lock. */
export const selectOutboxRows = async (
  database: Queryable,
  limit: number,
  after = 0,
): Promise<OutboxRow[]> => {
  const { rows } = await database.query<OutboxRow>({
    name: 'select-outbox-rows',
    text: 'select seq, event, subscription from outbox where seq > $2 order by seq limit $1',
    values: [limit, after],
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
  if (seqs.length === 0) return;
  await database.query({
    name: 'delete-outbox-rows',
    text: 'delete from outbox where seq = any($1::bigint[])',
    values: [bigintColumn(seqs)],
  });
};

/** The last number that was given out, and the transactions that may not have committed theirs. */
export const selectOutboxEnd = async (session: Queryable): Promise<OutboxEnd> => {
  const { rows: ends } = await session.query<{ seq: number | null }>({
    name: 'select-outbox-end',
    text: `select pg_sequence_last_value(pg_get_serial_sequence('outbox', 'seq')::regclass) as seq`,
  });
  // After the number: whoever took it holds the table's lock from before until it has ended.
  const { rows: writers } = await session.query<{ writer: string }>({
    name: 'select-outbox-writers',
    text: `
      select virtualtransaction as writer from pg_locks
      where locktype = 'relation' and relation = 'outbox'::regclass and mode = 'RowExclusiveLock'
        and database = (select oid from pg_database where datname = current_database())`,
  });
  return { seq: ends[0]?.seq ?? 0, writers: writers.map(({ writer }) => writer) };
};

/** Makes the space of deleted rows free to be used again. Not inside a transaction. */
export const vacuumOutbox = async (session: Queryable): Promise<void> => {
  await session.query({ text: 'vacuum (skip_locked, index_cleanup on, truncate off) outbox' });
};

/** Deletes of this session need not be durable: a row that comes back is sent again, which is harmless. */
export const relaxDurability = async (session: Queryable): Promise<void> => {
  await session.query({ text: 'set synchronous_commit = off' });
};
