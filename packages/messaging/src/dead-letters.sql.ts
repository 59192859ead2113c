import type { Queryable } from '@questline/postgres/database';
import type { DeadLetter } from './in-process/in-process-bus.ts';

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
