import type { QuestVersion } from '@questline/contracts/catalog/quest';
import type { BatchHandler } from '@questline/messaging/bus';
import { createInProcessBus } from '@questline/messaging/in-process/in-process-bus';
import type { Database } from '@questline/postgres/database';
import { createProcessingSubscriptions } from '@questline/processing/processing';
import { v7 as newId } from 'uuid';
import { silent } from './engine-database.ts';

/** As `npm start` has them. */
const settings = {
  batchSizeMax: 500,
  partitions: 1,
  latenessMaxSeconds: 72 * 3_600,
  ingestLanes: 2,
  ingestQueueMax: 20_000,
  streamsPerUserMax: 20,
  heartbeatIntervalMs: 15_000,
  streamSweepIntervalMs: 3_000,
};

/**
 * Processing's engine by itself, in this process: a batch of events in one transaction, stored,
 * counted, completed, granted, notified and put into the outbox. No HTTP, no bus, no wallet.
 */
export const createEngine = (database: Database, quests: readonly QuestVersion[]): BatchHandler => {
  const subscriptions = createProcessingSubscriptions({
    database,
    bus: createInProcessBus({ logger: silent, storeDeadLetter: async () => undefined }),
    logger: silent,
    questSource: async () => [...quests],
    settings,
    now: () => new Date(),
    newId,
  });
  const advance = subscriptions.find(({ name }) => name === 'processing.events');
  if (advance === undefined) throw new Error('the subscription is not there');
  return async (events) => {
    const verdicts = await advance.handle(events);
    const refused = verdicts.find(({ kind }) => kind === 'rejected');
    if (refused?.kind === 'rejected') throw new Error(`an event was refused: ${refused.reason}`);
    return verdicts;
  };
};
