import { parseConfig } from '@questline/lifecycle/config';
import { runProcess } from '@questline/lifecycle/run-process';
import { migrateWaitLimitMs } from '@questline/lifecycle/settings';
import { waitFor } from '@questline/lifecycle/wait-for';
import { createDatabase } from '@questline/postgres/database';
import { ensureDatabase, migrate } from '@questline/postgres/migrate';
import { createLogger } from '@questline/telemetry/logger';
import { processingMigrateSettings } from '../config.ts';
import { processingMigrations } from '../processing.ts';

/** Makes the database what this release needs, and ends. */
const name = 'processing-migrate';
const logger = createLogger({ service: name, level: 'info' });

await runProcess({
  logger,
  start: async (stack) => {
    const settings = parseConfig(processingMigrateSettings, process.env);
    logger.level = settings.LOG_LEVEL;
    const { DATABASE_URL: url } = settings;
    const database = createDatabase({ url, applicationName: name, poolSizeMax: 1, logger });
    stack.defer(() => database.close());

    const check = () => ensureDatabase(url);
    const limitMs = migrateWaitLimitMs;
    await waitFor({ dependency: 'database', setting: 'DATABASE_URL', check, logger, limitMs });
    const applied = await migrate(database, processingMigrations);
    logger.info({ applied }, 'migrated');
    await stack.disposeAsync();
  },
});
