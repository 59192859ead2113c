import { parseConfig } from '@questline/lifecycle/config';
import { runProcess } from '@questline/lifecycle/run-process';
import { migrateWaitLimitMs } from '@questline/lifecycle/settings';
import { waitFor } from '@questline/lifecycle/wait-for';
import { createDatabase } from '@questline/postgres/database';
import { ensureDatabase, migrate } from '@questline/postgres/migrate';
import { createLogger } from '@questline/telemetry/logger';
import { v7 as newId } from 'uuid';
import { catalogMigrations, seedCatalog } from '../catalog.ts';
import { catalogMigrateSettings } from '../config.ts';

/** Makes the database what this release needs, publishes the quest that ships, and ends. */
const name = 'catalog-migrate';
const logger = createLogger({ service: name, level: 'info' });

await runProcess({
  logger,
  start: async (stack) => {
    const settings = parseConfig(catalogMigrateSettings, process.env);
    logger.level = settings.LOG_LEVEL;
    const { DATABASE_URL: url } = settings;
    const database = createDatabase({ url, applicationName: name, poolSizeMax: 1, logger });
    stack.defer(() => database.close());

    const check = () => ensureDatabase(url);
    const limitMs = migrateWaitLimitMs;
    await waitFor({ dependency: 'database', setting: 'DATABASE_URL', check, logger, limitMs });
    const applied = await migrate(database, catalogMigrations);
    logger.info({ applied }, 'migrated');
    await seedCatalog({ database, now: () => new Date(), newId });
    await stack.disposeAsync();
  },
});
