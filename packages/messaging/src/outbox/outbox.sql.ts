import type { QuestlineEvent } from '@questline/contracts/event';
import type { Queryable, Transaction } from '@questline/postgres/database';

/** Puts events into the outbox in their order; they leave when the transaction has committed. */
export const insertOutboxEvents = async (
  tx: Transaction,
  events: readonly QuestlineEvent[],
): Promise<void> => {
  if (events.length === 0) return;
  await tx.query({
    name: 'insert-outbox-events',
    text: `
      insert into outbox (event)
      select event from unnest($1::jsonb[]) with ordinality as t (event, position)
      order by position`,
    values: [events.map((event) => JSON.stringify(event))],
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
