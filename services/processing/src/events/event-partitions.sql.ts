import type { Queryable, Transaction } from '@questline/postgres/database';
import type { EventMonth } from './retention.ts';

/** Held by the session that applies the retention: one at a time. */
const retentionLockKey = 7_305_816_202_616;

/** What a month is marked with once it may go, so that it is known for that when it is detached. */
const dropMark = 'questline: past its retention, to be dropped';

/** Sees to it that events can be stored for the two months to come; how many partitions were missing. */
export const ensureEventPartitions = async (database: Queryable): Promise<number> => {
  const { rows } = await database.query<{ made: number }>({
    text: "select ensure_event_partitions(now(), now() + interval '2 months') as made",
  });
  return rows[0]?.made ?? 0;
};

/** Takes the lock of the retention for as long as the session lasts; false where another one has it. */
export const tryRetentionLock = async (session: Queryable): Promise<boolean> => {
  const { rows } = await session.query<{ locked: boolean }>({
    text: 'select pg_try_advisory_lock($1) as locked',
    values: [retentionLockKey],
  });
  return rows[0]?.locked === true;
};

/** How long statements of this session wait for a lock; times are written in UTC. */
export const setUpRetention = async (session: Queryable, lockTimeoutMs: number): Promise<void> => {
  await session.query({
    text: `select set_config('lock_timeout', $1, false), set_config('timezone', 'UTC', false)`,
    values: [String(lockTimeoutMs)],
  });
};

/** The database's time, by which events have arrived, and the months it has. */
export const selectEventMonths = async (
  database: Queryable,
): Promise<{ readonly now: Date; readonly months: readonly EventMonth[] }> => {
  const { rows } = await database.query<EventMonth & { now: Date }>({
    text: `
      select c.relname as name, now(),
        case when i.inhrelid is null then 'detached'
          when i.inhdetachpending then 'detaching' else 'attached' end as state,
        substring(pg_get_expr(c.relpartbound, c.oid) from 'TO \\(''([^'']+)''\\)$')::timestamptz
          as until
      from pg_class parent
      join pg_class c on c.relnamespace = parent.relnamespace
      left join pg_inherits i on i.inhrelid = c.oid and i.inhparent = parent.oid
      where parent.oid = 'events'::regclass
        and c.relkind = 'r' and c.relname ~ '^events_[0-9]{4}_[0-9]{2}$'
        and (i.inhrelid is not null or obj_description(c.oid, 'pg_class') = $1)`,
    values: [dropMark],
  });
  return {
    now: rows[0]?.now ?? new Date(0),
    months: rows.map(({ name, state, until }) => ({ name, state, until })),
  };
};

/**
 * Up to `limit` events of a month after `afterSeq`, in order of arrival, each as a line of JSON with every
 * column. The database writes them, so that no number loses a digit.
 */
export const selectEventLines = async (
  database: Queryable,
  name: string,
  afterSeq: number,
  limit: number,
): Promise<readonly { readonly seq: number; readonly line: string }[]> => {
  const { rows } = await database.query<{ seq: number; line: string }>({
    text: `
      select seq, row_to_json(e)::text as line
      from ${name} e where seq > $1 order by seq limit $2`,
    values: [afterSeq, limit],
  });
  return rows;
};

/** Marks a month as one that may go. */
export const markForDrop = async (session: Queryable, name: string): Promise<void> => {
  await session.query({ text: `comment on table ${name} is '${dropMark}'` });
};

/**
 * Takes a month out of the Event table. It waits for the transactions that use the table by now and
 * keeps none out that come later; a wait that is given up leaves the month `detaching`. Not
 * inside a transaction.
 */
export const detachMonth = async (session: Queryable, name: string): Promise<void> => {
  await session.query({ text: `alter table events detach partition ${name} concurrently` });
};

/** Ends what an interrupted `detachMonth` began. */
export const finalizeDetach = async (session: Queryable, name: string): Promise<void> => {
  await session.query({ text: `alter table events detach partition ${name} finalize` });
};

/** How many events a month holds; nobody adds one until the transaction ends. */
export const countDetached = async (tx: Transaction, name: string): Promise<number> => {
  await tx.query({ text: `lock table ${name} in access exclusive mode` });
  const { rows } = await tx.query<{ count: number }>({
    text: `select count(*) as count from ${name}`,
  });
  return rows[0]?.count ?? 0;
};

export const dropMonth = async (tx: Transaction, name: string): Promise<void> => {
  await tx.query({ text: `drop table ${name}` });
};
