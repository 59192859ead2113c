import type { QuestlineEvent } from '@questline/contracts/event';
import type { Queryable, Transaction } from '@questline/postgres/database';
import type { DeadLetter, RawLetter } from './dead-letter.ts';

/** Stores a dead letter once; a redelivery that is refused again keeps the first reason. */
export const insertDeadLetter = async (
  database: Queryable,
  { subscription, event, reason }: DeadLetter,
): Promise<void> => {
  await database.query({
    name: 'insert-dead-letter',
    text: `
      insert into dead_letters (subscription, event, reason)
      values ($1, $2, $3)
      on conflict do nothing`,
    values: [subscription, JSON.stringify(event), reason],
  });
};

/** Stores a message as it came, once. */
export const insertRawLetter = async (
  database: Queryable,
  { subscription, body, reason }: RawLetter,
): Promise<void> => {
  await database.query({
    name: 'insert-raw-letter',
    text: `
      insert into dead_letters (subscription, body, reason)
      values ($1, $2, $3)
      on conflict do nothing`,
    values: [subscription, body, reason],
  });
};

/** Which dead letters are meant; what is not given restricts nothing. */
export interface DeadLetterFilter {
  readonly ids?: readonly number[] | undefined;
  readonly subscription?: string | undefined;
  /** A part of the reason. */
  readonly reason?: string | undefined;
  /** The event's type. */
  readonly type?: string | undefined;
}

export interface DeadLetterRow {
  readonly id: number;
  readonly subscription: string;
  readonly reason: string;
  readonly created_at: Date;
  readonly event: QuestlineEvent | null;
  readonly body: Buffer | null;
}

const matches = `
  id > $1 and id <= $2
  and ($3::bigint[] is null or id = any($3))
  and ($4::text is null or subscription = $4)
  and ($5::text is null or position($5 in reason) > 0)
  and ($6::text is null or event ->> 'type' = $6)`;

const valuesOf = (filter: DeadLetterFilter, range: { after: number; upTo: number }) => [
  range.after,
  range.upTo,
  filter.ids ?? null,
  filter.subscription ?? null,
  filter.reason ?? null,
  filter.type ?? null,
];

/** The newest dead letter's id; 0 when there is none. */
export const selectNewestDeadLetter = async (database: Queryable): Promise<number> => {
  const { rows } = await database.query<{ id: number | null }>({
    text: 'select max(id) as id from dead_letters',
  });
  return rows[0]?.id ?? 0;
};

/** The oldest that match in a range of ids, at most `limit`. */
export const selectDeadLetters = async (
  database: Queryable,
  filter: DeadLetterFilter,
  range: { after: number; upTo: number },
  limit: number,
): Promise<DeadLetterRow[]> => {
  const { rows } = await database.query<DeadLetterRow>({
    text: `
      select id, subscription, reason, created_at, event, body
      from dead_letters where ${matches} order by id limit $7`,
    values: [...valuesOf(filter, range), limit],
  });
  return rows;
};

/** The same, locked; those that another replay has in hand are left out. */
export const lockDeadLetters = async (
  tx: Transaction,
  filter: DeadLetterFilter,
  range: { after: number; upTo: number },
  limit: number,
): Promise<DeadLetterRow[]> => {
  const { rows } = await tx.query<DeadLetterRow>({
    text: `
      select id, subscription, reason, created_at, event, body
      from dead_letters where ${matches} order by id limit $7 for update skip locked`,
    values: [...valuesOf(filter, range), limit],
  });
  return rows;
};

export const deleteDeadLetters = async (
  tx: Transaction,
  ids: readonly number[],
): Promise<number> => {
  const { rowCount } = await tx.query({
    text: 'delete from dead_letters where id = any($1::bigint[])',
    values: [ids],
  });
  return rowCount ?? 0;
};

/** Puts events back for the one subscription each that refused them. */
export const insertReplays = async (
  tx: Transaction,
  replays: readonly { subscription: string; event: QuestlineEvent }[],
): Promise<void> => {
  await tx.query({
    text: `
      insert into outbox (event, subscription)
      select event, subscription from unnest($1::jsonb[], $2::text[]) with ordinality
        as t (event, subscription, position)
      order by position`,
    values: [
      replays.map(({ event }) => JSON.stringify(event)),
      replays.map(({ subscription }) => subscription),
    ],
  });
};

/** More are not counted, so that reading their number costs little. */
export const deadLettersCountedMax = 100_000;

/** How many wait, by subscription and by the start of the reason, most first. */
export const countDeadLetters = async (
  database: Queryable,
): Promise<{ subscription: string; reason: string; count: number }[]> => {
  const { rows } = await database.query<{ subscription: string; reason: string; count: number }>({
    text: `
      select subscription, left(split_part(reason, ':', 1), 60) as reason, count(*) as count
      from (select subscription, reason from dead_letters limit ${deadLettersCountedMax}) as counted
      group by 1, 2 order by 3 desc, 1, 2`,
  });
  return rows;
};
