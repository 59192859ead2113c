import { parseConfig } from '@questline/lifecycle/config';
import { runConsumer } from '@questline/service-process/run-consumer';
import { v7 as newId } from 'uuid';
import { processingConsumerSettings, toProcessingSettings } from '../config.ts';
import { createProcessingSubscriptions, processingMigrations } from '../processing.ts';
import { createQuestSource } from '../quest-definitions/quest-source.ts';
import { startProcessingTasks } from '../tasks.ts';

/** Stores events and moves the quests they count for; shares the users with its replicas. */
await runConsumer({
  service: 'processing',
  readSettings: (environment) => parseConfig(processingConsumerSettings, environment),
  migrations: processingMigrations,
  createSubscriptions: ({ settings, database, bus, logger }) => {
    const { CATALOG_URL: url, INTERNAL_TOKEN: token } = settings;
    const questSource = createQuestSource({ url, token });
    const deps = {
      database,
      bus,
      logger,
      questSource,
      settings: toProcessingSettings(settings),
      now: () => new Date(),
      newId,
    };
    return {
      subscriptions: createProcessingSubscriptions(deps),
      collectsDeadLetters: true,
      startTasks: () => startProcessingTasks(deps),
      // Where the quests are known already, work goes on without the catalog.
      dependencies: [{ dependency: 'catalog', setting: 'CATALOG_URL', check: questSource }],
    };
  },
});
