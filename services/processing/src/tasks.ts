import { type PeriodicTask, startPeriodicTask } from '@questline/lifecycle/periodic-task';
import { createSharedReading } from '@questline/messaging/shared-reading';
import { selectDueAge } from './claims/claims.sql.ts';
import { payDue } from './claims/pay-due.ts';
import type { ProcessingDependencies } from './dependencies.ts';
import { applyRetention } from './events/apply-retention.ts';
import { ensureEventPartitions } from './events/event-partitions.sql.ts';
import { paymentsDueAge } from './metrics.ts';
import { countPaused } from './pauses/count-paused.ts';
import { createDefinitions } from './quest-definitions/definitions.ts';

const dueEveryMs = 1_000;
const pausedEveryMs = 1_000;
const partitionsEveryMs = 3_600_000;
const retentionEveryMs = 3_600_000;

type Dependencies = Omit<
  ProcessingDependencies,
  'edge' | 'keys' | 'checkKey' | 'internalToken' | 'revocations'
>;

/** Nothing where events are kept for ever. A stop does not wait for a month to be archived. */
const startRetention = (deps: Dependencies): readonly PeriodicTask[] => {
  const { retention, latenessMaxSeconds } = deps.settings;
  if (retention === undefined) return [];
  const stopping = new AbortController();
  const task = startPeriodicTask({
    name: 'drop past events',
    everyMs: retentionEveryMs,
    work: async () => {
      const { signal } = stopping;
      await applyRetention({ ...deps, retention, latenessMaxSeconds, signal });
      return false;
    },
    logger: deps.logger,
  });
  return [
    {
      stop: () => {
        stopping.abort();
        return task.stop();
      },
    },
  ];
};

/**
 * What has to happen without an event or a request: payments that are due, events that waited for a quest
 * to be resumed, the months to come of the
 * event table, and those past keeping. Several processes may do it at once.
 */
export const startProcessingTasks = (deps: Dependencies): readonly PeriodicTask[] => {
  const { database, logger } = deps;
  const definitions = createDefinitions({ ...deps, source: deps.questSource });
  const readDueAge = createSharedReading(() => selectDueAge(database));
  const endObserving = paymentsDueAge.observe(async () => [
    { value: await readDueAge(), labels: {} },
  ]);
  return [
    { stop: async () => endObserving() },
    startPeriodicTask({
      name: 'pay what is due',
      everyMs: dueEveryMs,
      work: async () => (await payDue({ ...deps, definitions })) > 0,
      logger,
    }),
    startPeriodicTask({
      name: 'make event partitions',
      everyMs: partitionsEveryMs,
      work: async () => {
        await ensureEventPartitions(database);
        return false;
      },
      logger,
    }),
    startPeriodicTask({
      name: 'count for resumed quests',
      everyMs: pausedEveryMs,
      work: async () => (await countPaused({ ...deps, definitions })) > 0,
      logger,
    }),
    ...startRetention(deps),
  ];
};
