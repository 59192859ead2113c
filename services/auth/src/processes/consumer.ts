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
import { authMigrations, createAuthSubscriptions } from '../auth.ts';
import { authMessagingSettings } from '../config.ts';

/** Credits to wallets what processing has granted. */
const name = 'auth-consumer';
const logger = createLogger({ service: name, level: 'info' });

await runProcess({
  logger,
  start: async (stack) => {
    const settings = parseConfig(authMessagingSettings, process.env);
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

    const migrated = () => checkMigrated(database, authMigrations);
    const setting = 'DATABASE_URL';
    await waitFor({ dependency: 'database', setting, check: migrated, logger });
    await waitFor({ dependency: 'broker', setting: 'RABBITMQ_URL', check: bus.ready, logger });
    const deps = { database, now: () => new Date(), newId };
    for (const subscription of createAuthSubscriptions(deps)) {
      const active = await bus.subscribe(subscription);
      stack.defer(() => active.stop());
    }
    gate.open();
    logger.info('consuming');
  },
});
