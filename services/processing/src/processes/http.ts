import { userPartitions } from '@questline/contracts/subscriptions';
import { listen } from '@questline/http/listen';
import { createRemoteKeys } from '@questline/http/remote-keys';
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
import { processingHttpSettings, toProcessingSettings } from '../config.ts';
import { createProcessingServer, processingMigrations } from '../processing.ts';
import { createQuestSource } from '../quest-definitions/quest-source.ts';

/** The service's API. The broker only makes toasts quicker: without it streams look by themselves. */
const name = 'processing-http';
const logger = createLogger({ service: name, level: 'info' });

await runProcess({
  logger,
  start: async (stack) => {
    const settings = parseConfig(processingHttpSettings, process.env);
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

    const keys = createRemoteKeys(settings.AUTH_JWKS_URL);
    const { CATALOG_URL, INTERNAL_TOKEN } = settings;
    const app = await createProcessingServer({
      database,
      bus,
      logger,
      keys,
      questSource: createQuestSource({ url: CATALOG_URL, token: INTERNAL_TOKEN }),
      settings: toProcessingSettings(settings),
      now: () => new Date(),
      newId,
    });
    const gate = addStartGate(app);
    const listening = await listen(app, settings);
    stack.defer(() => listening.stop());

    const migrated = () => checkMigrated(database, processingMigrations);
    const setting = 'DATABASE_URL';
    await waitFor({ dependency: 'database', setting, check: migrated, logger });
    await waitFor({ dependency: 'auth', setting: 'AUTH_JWKS_URL', check: keys.load, logger });
    gate.open();
    logger.info('serving');
  },
});
