import type { Queryable } from '@questline/postgres/database';
import { deadLettersWaiting } from '../metrics.ts';
import { createSharedReading } from '../shared-reading.ts';
import { countDeadLetters } from './dead-letters.sql.ts';

/** Reasons come from code, few of them; more than this many are reported as one. */
const groupsMax = 20;

/** Reports how many dead letters wait until the function it returns is called. */
export const observeDeadLetters = (database: Queryable): (() => void) => {
  const read = createSharedReading(() => countDeadLetters(database));
  return deadLettersWaiting.observe(async () => {
    const groups = await read();
    const shown = groups.slice(0, groupsMax).map(({ subscription, reason, count }) => ({
      value: count,
      labels: { subscription, reason },
    }));
    const rest = groups.slice(groupsMax).reduce((sum, { count }) => sum + count, 0);
    const others = { value: rest, labels: { subscription: 'others', reason: 'others' } };
    return rest > 0 ? [...shown, others] : shown;
  });
};

/** Reads how many dead letters wait, for a readiness report: one query at a time, a second apart. */
export const createDeadLetterCount = (database: Queryable): (() => Promise<number>) => {
  const read = createSharedReading(() => countDeadLetters(database));
  return async () => (await read()).reduce((sum, { count }) => sum + count, 0);
};
