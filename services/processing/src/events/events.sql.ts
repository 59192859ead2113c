import { authSource, newUserSignIn } from '@questline/contracts/auth/events';
import type { Queryable, Transaction } from '@questline/postgres/database';
import type { NewStoredEvent } from './event.ts';

/** Those of the given identities that are stored, and the first sign-ins of `firstSignInUsers`. */
export const selectKnownEvents = async (
  tx: Transaction,
  identities: readonly { source: string; id: string }[],
  firstSignInUsers: readonly string[],
): Promise<NewStoredEvent[]> => {
  const { rows } = await tx.query<NewStoredEvent>({
    name: 'select-known-events',
    text: `
      select source, id, type, user_id, time, data, flag
      from events join unnest($1::text[], $2::text[]) as wanted (source, id) using (source, id)
      union all
      select source, id, type, user_id, time, data, flag
      from events
      where user_id = any($3) and type = '${newUserSignIn}' and source = '${authSource}'`,
    values: [
      identities.map(({ source }) => source),
      identities.map(({ id }) => id),
      firstSignInUsers,
    ],
  });
  return rows;
};

/** Another transaction stored one of these events meanwhile: run the batch again and see it. */
class EventStoredMeanwhile extends Error {
  override name = 'EventStoredMeanwhile';
  /** serialization_failure, which makes the transaction try again. */
  readonly code = '40001';
}

/** Stores events in their order. */
export const insertEvents = async (
  tx: Transaction,
  events: readonly NewStoredEvent[],
): Promise<void> => {
  if (events.length === 0) return;
  const { rowCount } = await tx.query({
    name: 'insert-events',
    text: `
      insert into events (source, id, type, user_id, time, data, flag)
      select source, id, type, user_id, time, data, flag
      from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::jsonb[],
                  $7::text[])
        with ordinality as e (source, id, type, user_id, time, data, flag, position)
      order by position
      on conflict do nothing`,
    values: [
      events.map(({ source }) => source),
      events.map(({ id }) => id),
      events.map(({ type }) => type),
      events.map(({ user_id }) => user_id),
      events.map(({ time }) => time),
      events.map(({ data }) => JSON.stringify(data)),
      events.map(({ flag }) => flag),
    ],
  });
  if (rowCount !== events.length) throw new EventStoredMeanwhile();
};

export interface EventFilter {
  readonly user_id: string | null;
  readonly type: string | null;
  readonly from: string | null;
  readonly to: string | null;
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
}

/** A page of events in order of arrival. Unnamed, so that it is planned for the filters given. */
export const selectEvents = async (
  database: Queryable,
  { user_id, type, from, to, after, limit }: EventFilter,
): Promise<EventRow[]> => {
  const { rows } = await database.query<EventRow>({
    text: `
      select seq, id, source, type, user_id, time, data
      from events
      where ($1::text is null or user_id = $1)
        and ($2::text is null or type = $2)
        and ($3::timestamptz is null or time >= $3)
        and ($4::timestamptz is null or time < $4)
        and ($5::bigint is null or seq > $5)
      order by seq
      limit $6`,
    values: [user_id, type, from, to, after, limit],
  });
  return rows;
};
