import { userPartitions } from '@questline/contracts/subscriptions';
import { createHealthServer } from '@questline/http/health-server';
import { listen } from '@questline/http/listen';
import { addStartGate } from '@questline/http/start-gate';
import { parseConfig } from '@questline/lifecycle/config';
import { runProcess } from '@questline/lifecycle/run-process';
import { waitFor } from '@questline/lifecycle/wait-for';
import { createRabbitMqBus } from '@questline/messaging/rabbitmq/rabbitmq-bus';
import { createDatabase } from '@questline/postgres/database';
import { checkMigrated } from '@questline/postgres/migrate';
import { createLogger } from '@questline/telemetry/logger';
import { startTelemetry } from '@questline/telemetry/start-telemetry';
import { v7 as newId } from 'uuid';
import { processingConsumerSettings, toProcessingSettings } from '../config.ts';
import { createProcessingSubscriptions, processingMigrations } from '../processing.ts';
import { createQuestSource } from '../quest-definitions/quest-source.ts';

/** Stores events and moves the quests they count for; shares the users with its replicas. */
const name = 'processing-consumer';
const logger = createLogger({ service: name, level: 'info' });

await runProcess({
  logger,
  start: async (stack) => {
    const settings = parseConfig(processingConsumerSettings, process.env);
    logger.level = settings.LOG_LEVEL;
    const telemetry = await startTelemetry({ service: name, settings, metrics: true, logger });
    stack.defer(() => telemetry.stop());
    const { DATABASE_URL: url, DATABASE_POOL_SIZE_MAX: poolSizeMax } = settings;
    const database = createDatabase({ url, applicationName: name, poolSizeMax, logger });
    stack.defer(() => database.close());
    const bus = await createRabbitMqBus({
      url: settings.RABBITMQ_URL,
      logger,
      instanceName: name,
      partitions: userPartitions,
    });
    stack.defer(() => bus.close());

    const select1 = () => database.query({ text: 'select 1' });
    const readiness = { database: select1, broker: () => bus.ready() };
    const health = createHealthServer({ logger, readiness });
    const gate = addStartGate(health);
    const listening = await listen(health, settings);
    stack.defer(() => listening.stop());

    const migrated = () => checkMigrated(database, processingMigrations);
    const setting = 'DATABASE_URL';
    await waitFor({ dependency: 'database', setting, check: migrated, logger });
    await waitFor({ dependency: 'broker', setting: 'RABBITMQ_URL', check: bus.ready, logger });
    const { CATALOG_URL, INTERNAL_TOKEN } = settings;
    const questSource = createQuestSource({ url: CATALOG_URL, token: INTERNAL_TOKEN });
    const subscriptions = createProcessingSubscriptions({
      database,
      bus,
      logger,
      questSource,
      settings: toProcessingSettings(settings),
      now: () => new Date(),
      newId,
    });
    for (const subscription of subscriptions) {
      const active = await bus.subscribe(subscription);
      stack.defer(() => active.stop());
    }
    logger.info('consuming');
    // Work goes on without it where the quests are known already; that the address is right shows here.
    await waitFor({ dependency: 'catalog', setting: 'CATALOG_URL', check: questSource, logger });
    gate.open();
  },
});
