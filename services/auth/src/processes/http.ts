import { listen } from '@questline/http/listen';
import { addStartGate } from '@questline/http/start-gate';
import { parseConfig } from '@questline/lifecycle/config';
import { runProcess } from '@questline/lifecycle/run-process';
import { waitFor } from '@questline/lifecycle/wait-for';
import { createDatabase } from '@questline/postgres/database';
import { checkMigrated } from '@questline/postgres/migrate';
import { createLogger } from '@questline/telemetry/logger';
import { startTelemetry } from '@questline/telemetry/start-telemetry';
import { v7 as newId } from 'uuid';
import { authMigrations, createAuthServer, createKeySource, createMailer } from '../auth.ts';
import { authHttpSettings, toAuthSettings, toSmtp } from '../config.ts';

/** The service's API. It needs no broker: what it has to tell goes into the outbox. */
const name = 'auth-http';
const logger = createLogger({ service: name, level: 'info' });

await runProcess({
  logger,
  start: async (stack) => {
    const settings = parseConfig(authHttpSettings, process.env);
    logger.level = settings.LOG_LEVEL;
    const telemetry = await startTelemetry({ service: name, settings, metrics: true, logger });
    stack.defer(() => telemetry.stop());
    const { DATABASE_URL: url, DATABASE_POOL_SIZE_MAX: poolSizeMax } = settings;
    const database = createDatabase({ url, applicationName: name, poolSizeMax, logger });
    stack.defer(() => database.close());

    const now = () => new Date();
    const app = await createAuthServer({
      database,
      logger,
      settings: toAuthSettings(settings),
      keys: createKeySource({ database, now }),
      mailer: createMailer({ smtp: toSmtp(settings), from: settings.EMAILS_FROM, logger }),
      now,
      newId,
      trustProxy: settings.TRUST_PROXY,
    });
    const gate = addStartGate(app);
    const listening = await listen(app, settings);
    stack.defer(() => listening.stop());

    const migrated = () => checkMigrated(database, authMigrations);
    const setting = 'DATABASE_URL';
    await waitFor({ dependency: 'database', setting, check: migrated, logger });
    gate.open();
    logger.info('serving');
  },
});
