import { listen } from '@questline/http/listen';
import { createRemoteKeys } from '@questline/http/remote-keys';
import { addStartGate } from '@questline/http/start-gate';
import { parseConfig } from '@questline/lifecycle/config';
import { runProcess } from '@questline/lifecycle/run-process';
import { waitFor } from '@questline/lifecycle/wait-for';
import { createDatabase } from '@questline/postgres/database';
import { checkMigrated } from '@questline/postgres/migrate';
import { createLogger } from '@questline/telemetry/logger';
import { startTelemetry } from '@questline/telemetry/start-telemetry';
import { v7 as newId } from 'uuid';
import { catalogMigrations, createCatalogServer } from '../catalog.ts';
import { catalogHttpSettings } from '../config.ts';

/** The service's API. It needs no broker: what it has to tell goes into the outbox. */
const name = 'catalog-http';
const logger = createLogger({ service: name, level: 'info' });

await runProcess({
  logger,
  start: async (stack) => {
    const settings = parseConfig(catalogHttpSettings, process.env);
    logger.level = settings.LOG_LEVEL;
    const telemetry = await startTelemetry({ service: name, settings, metrics: true, logger });
    stack.defer(() => telemetry.stop());
    const { DATABASE_URL: url, DATABASE_POOL_SIZE_MAX: poolSizeMax } = settings;
    const database = createDatabase({ url, applicationName: name, poolSizeMax, logger });
    stack.defer(() => database.close());

    const keys = createRemoteKeys(settings.AUTH_JWKS_URL);
    const app = await createCatalogServer({
      database,
      logger,
      keys,
      now: () => new Date(),
      newId,
      internalToken: settings.INTERNAL_TOKEN,
      trustProxy: settings.TRUST_PROXY,
    });
    const gate = addStartGate(app);
    const listening = await listen(app, settings);
    stack.defer(() => listening.stop());

    const migrated = () => checkMigrated(database, catalogMigrations);
    const setting = 'DATABASE_URL';
    await waitFor({ dependency: 'database', setting, check: migrated, logger });
    await waitFor({ dependency: 'auth', setting: 'AUTH_JWKS_URL', check: keys.load, logger });
    gate.open();
    logger.info('serving');
  },
});
