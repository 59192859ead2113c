import { parseConfig } from '@questline/lifecycle/config';
import { runProcess } from '@questline/lifecycle/run-process';
import { migrateWaitLimitMs } from '@questline/lifecycle/settings';
import { waitFor } from '@questline/lifecycle/wait-for';
import { createDatabase } from '@questline/postgres/database';
import { ensureDatabase, migrate } from '@questline/postgres/migrate';
import { createLogger } from '@questline/telemetry/logger';
import { v7 as newId } from 'uuid';
import { authMigrations, seedSuperuser } from '../auth.ts';
import { authMigrateSettings } from '../config.ts';

/** Makes the database what this release needs, makes the first superuser, and ends. */
const name = 'auth-migrate';
const logger = createLogger({ service: name, level: 'info' });

await runProcess({
  logger,
  start: async (stack) => {
    const settings = parseConfig(authMigrateSettings, process.env);
    logger.level = settings.LOG_LEVEL;
    const { DATABASE_URL: url } = settings;
    const database = createDatabase({ url, applicationName: name, poolSizeMax: 1, logger });
    stack.defer(() => database.close());

    const check = () => ensureDatabase(url);
    const limitMs = migrateWaitLimitMs;
    await waitFor({ dependency: 'database', setting: 'DATABASE_URL', check, logger, limitMs });
    const applied = await migrate(database, authMigrations);
    logger.info({ applied }, 'migrated');
    const superuser = {
      user_name: settings.FIRST_SUPERUSER,
      password: settings.FIRST_SUPERUSER_PASSWORD,
    };
    const created = await seedSuperuser({ database, now: () => new Date(), newId }, superuser);
    if (created) logger.info({ user_name: superuser.user_name }, 'first superuser created');
    await stack.disposeAsync();
  },
});
