import { type PeriodicTask, startPeriodicTask } from '@questline/lifecycle/periodic-task';
import { payDue } from './claims/pay-due.ts';
import type { ProcessingDependencies } from './dependencies.ts';
import { ensureEventPartitions } from './events/event-partitions.sql.ts';
import { createDefinitions } from './quest-definitions/definitions.ts';

const dueEveryMs = 1_000;
const partitionsEveryMs = 3_600_000;

/**
 * What has to happen without an event or a request: payments that are due, and the months to come of
 * the event table. Several processes may do it at once.
 */
export const startProcessingTasks = (
  deps: Omit<ProcessingDependencies, 'keys' | 'checkKey'>,
): readonly PeriodicTask[] => {
  const { database, logger } = deps;
  const definitions = createDefinitions({ ...deps, source: deps.questSource });
  return [
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
  ];
};
