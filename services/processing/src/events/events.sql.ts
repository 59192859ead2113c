import { toStorableInstant } from '@questline/contracts/instant';
import { jsonColumn, textColumn, timeColumn, uuidColumn } from '@questline/postgres/columns';
import type { Queryable, Transaction } from '@questline/postgres/database';
import type { EventCause } from '../progress/event-cause.ts';
import { aheadMaxMs, type EventFlag, type NewStoredEvent } from './event.ts';
import type { StoredEnvelope } from './event-envelope.ts';
import { isFirstSignIn } from './sort-events.ts';

/** Digests of the payloads stored under these identities; null where none was kept. */
export const selectKnownPayloads = async (
  tx: Transaction,
  identities: readonly string[],
): Promise<Map<string, string | null>> => {
  const { rows } = await tx.query<{ identity: string; payload: string | null }>({
    name: 'select-known-payloads',
    early: true,
    text: `
      select replace(identity::text, '-', '') as identity, replace(payload::text, '-', '') as payload
      from event_identities where identity = any($1::uuid[])`,
    values: [uuidColumn(identities)],
  });
  return new Map(rows.map(({ identity, payload }) => [identity, payload]));
};

/** Those of these users who have signed in before. */
export const selectSignedIn = async (
  tx: Transaction,
  userIds: readonly string[],
): Promise<Set<string>> => {
  if (userIds.length === 0) return new Set();
  const { rows } = await tx.query<{ user_id: string }>({
    name: 'select-signed-in',
    early: true,
    text: 'select user_id from first_sign_ins where user_id = any($1)',
    values: [userIds],
  });
  return new Set(rows.map(({ user_id }) => user_id));
};

/** Another transaction stored one of these events meanwhile: run the batch again and see it. */
class EventStoredMeanwhile extends Error {
  override name = 'EventStoredMeanwhile';
  /** serialization_failure, which makes the transaction try again. */
  readonly code = '40001';
}

const insertFirstSignIns = async (tx: Transaction, events: readonly NewStoredEvent[]) => {
  const users = events.filter(isFirstSignIn).map(({ user_id }) => user_id);
  if (users.length === 0) return;
  await tx.query({
    name: 'insert-first-sign-ins',
    text: 'insert into first_sign_ins select * from unnest($1::text[])',
    values: [users],
  });
};

const textOfCause = (cause: EventCause | undefined): string | null =>
  cause === undefined ? null : JSON.stringify(cause);

/**
 * Stores events in their order, each with its identity and what it caused. An identity knows its event by
 * the place that both are given here.
 */
export const insertEvents = async (
  tx: Transaction,
  events: readonly NewStoredEvent[],
  causes: ReadonlyMap<NewStoredEvent, EventCause>,
): Promise<void> => {
  if (events.length === 0) return;
  const firstSignIns = insertFirstSignIns(tx, events);
  const stored = tx.query<{ identities: number }>({
    name: 'insert-events',
    text: `
      with arriving as materialized (
        select e.*, nextval((select pg_get_serial_sequence('events', 'seq')::regclass)) as seq
        from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[],
                    $7::timestamptz[], $8::jsonb[], $9::jsonb[], $10::text[], $11::text[])
          as e (identity, payload, source, id, type, user_id, time, data, envelope, flag, caused)
      ),
      identities as (
        insert into event_identities (identity, payload, seq)
        select identity, payload, seq from arriving order by identity
        on conflict do nothing
        returning 1
      ),
      stored as (
        insert into events
          (seq, identity, source, id, type, user_id, time, data, envelope, flag, caused)
        overriding system value
        select seq, identity, source, id, type, user_id, time, data, envelope, flag, caused
        from arriving
      )
      select count(*) as identities from identities`,
    values: [
      uuidColumn(events.map(({ identity }) => identity)),
      uuidColumn(events.map(({ payload }) => payload)),
      textColumn(events.map(({ source }) => source)),
      textColumn(events.map(({ id }) => id)),
      textColumn(events.map(({ type }) => type)),
      textColumn(events.map(({ user_id }) => user_id)),
      timeColumn(events.map(({ time }) => time)),
      jsonColumn(events.map(({ data }) => data)),
      jsonColumn(events.map(({ envelope }) => envelope)),
      textColumn(events.map(({ flag }) => flag)),
      textColumn(events.map((event) => textOfCause(causes.get(event)))),
    ],
  });
  const [{ rows }] = await Promise.all([stored, firstSignIns]);
  if (rows[0]?.identities !== events.length) throw new EventStoredMeanwhile();
};

export interface EventFilter {
  readonly user_id: string | null;
  readonly type: string | null;
  readonly from: Date | null;
  readonly to: Date | null;
  readonly after: string | null;
  readonly limit: number;
}

export interface EventRow {
  readonly seq: number;
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly user_id: string;
  readonly time: Date;
  readonly data: Record<string, unknown>;
  readonly envelope: StoredEnvelope | null;
  readonly flag: EventFlag | null;
}

/** Clocks of processes may differ from the database's by this much. */
const clocksDifferMaxMs = 24 * 3_600 * 1_000;

/**
 * Before this nothing arrived that happened at `from` or later, since no event comes longer ahead of its
 * time: months that ended before are not looked at.
 */
const arrivedFrom = (from: Date | null): Date | null => {
  if (from === null) return null;
  const earliest = from.getTime() - aheadMaxMs - clocksDifferMaxMs;
  return new Date(Math.max(earliest, 0));
};

/** As text in UTC: the driver would write a date in the zone of the process. */
const textOf = (instant: Date | null): string | null =>
  instant === null ? null : toStorableInstant(instant).toISOString();

/** A page of events in order of arrival. Unnamed, so that it is planned for the filters given. */
export const selectEvents = async (
  database: Queryable,
  { user_id, type, from, to, after, limit }: EventFilter,
): Promise<EventRow[]> => {
  const { rows } = await database.query<EventRow>({
    text: `
      select seq, id, source, type, user_id, time, data, envelope, flag
      from events
      where ($1::text is null or user_id = $1)
        and ($2::text is null or type = $2)
        and ($3::timestamptz is null or time >= $3)
        and ($4::timestamptz is null or time < $4)
        and ($5::bigint is null or seq > $5)
        and ($6::timestamptz is null or received_at >= $6)
      order by seq
      limit $7`,
    values: [user_id, type, textOf(from), textOf(to), after, textOf(arrivedFrom(from)), limit],
  });
  return rows;
};
