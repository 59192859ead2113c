import type { Queryable } from '@questline/postgres/database';
import { outboxOldestAge, outboxRows } from '../metrics.ts';
import { selectOutboxState } from './outbox.sql.ts';

/** However many scrape, the database is asked once in this time. */
const keptMs = 1_000;
const limitMs = 2_000;

type State = Awaited<ReturnType<typeof selectOutboxState>>;

const withinLimit = async (reading: Promise<State>): Promise<State> => {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('no answer in time')), limitMs);
  try {
    return await Promise.race([reading, late]);
  } finally {
    clearTimeout(timer);
  }
};

/** Reports an outbox's size and age until the function it returns is called. */
export const observeOutbox = (database: Queryable, service: string): (() => void) => {
  let reading: Promise<State> | undefined;
  let readMs = Number.NEGATIVE_INFINITY;
  let inHand = false;
  const start = (nowMs: number): Promise<State> => {
    readMs = nowMs;
    inHand = true;
    return selectOutboxState(database).finally(() => {
      inHand = false;
    });
  };
  const read = () => {
    const nowMs = performance.now();
    // While the database hangs, one query waits for it, not one for each scrape.
    if (reading === undefined || (!inHand && nowMs - readMs > keptMs)) reading = start(nowMs);
    return withinLimit(reading);
  };
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
