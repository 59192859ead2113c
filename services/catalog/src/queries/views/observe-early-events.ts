import type { Database } from '@questline/postgres/database';
import { defineGauge } from '@questline/telemetry/metrics';
import { countEarlyEvents } from './projection.sql.ts';
import { withinLimit } from './within-limit.ts';

const limitMs = 2_000;

const earlyEvents = defineGauge<Record<never, never>>(
  'questline_catalog_early_events',
  'Changes of the catalog that wait for one before them, which has not come.',
);

/** Shows how many wait, until the function it returns is called. */
export const observeEarlyEvents = (database: Database): (() => void) =>
  earlyEvents.observe(async () => {
    const value = await withinLimit(countEarlyEvents(database), limitMs);
    return [{ value, labels: {} }];
  });
