import type { Queryable } from '@questline/postgres/database';
import { outboxOldestAge, outboxRows } from '../metrics.ts';
import { createSharedReading } from '../shared-reading.ts';
import { selectOutboxState } from './outbox.sql.ts';

/** Reports an outbox's size and age until the function it returns is called. */
export const observeOutbox = (database: Queryable, service: string): (() => void) => {
  const read = createSharedReading(() => selectOutboxState(database));
  const ends = [
    outboxRows.observe(async () => [{ value: (await read()).rows, labels: { service } }]),
    outboxOldestAge.observe(async () => [
      { value: (await read()).oldest_age_seconds, labels: { service } },
    ]),
  ];
  return () => {
    for (const end of ends) end();
  };
};
