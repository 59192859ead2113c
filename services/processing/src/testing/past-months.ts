import type { Queryable } from '@questline/postgres/database';

/** The name of the month that was so many before the current one: `events_2026_05`. */
export const monthBefore = (months: number, now = new Date()): string => {
  const start = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, 1));
  return `events_${start.toISOString().slice(0, 7).replace('-', '_')}`;
};

/** Makes everything that is stored by now so many months older. */
export const ageEvents = async (database: Queryable, months: number): Promise<void> => {
  const text = (statement: string) => ({ text: statement, values: [months] });
  const then = (column: string) =>
    `((${column} at time zone 'UTC') - make_interval(months => $1)) at time zone 'UTC'`;
  const oldest = '(select least(now(), min(received_at)) from events)';
  await database.query(text(`select ensure_event_partitions(${then(oldest)}, now())`));
  await database.query(text(`update events set received_at = ${then('received_at')}`));
  await database.query(text(`update completions set completed_at = ${then('completed_at')}`));
};
