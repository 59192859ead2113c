import { migrateWaitLimitMs, type ProcessSettings } from '@questline/lifecycle/settings';
import { waitFor } from '@questline/lifecycle/wait-for';
import { ensureDatabase, migrate } from '@questline/postgres/migrate';
import {
  type ProcessContext,
  runServiceProcess,
  type ServiceProcess,
} from './run-service-process.ts';

/** Makes a service's database what this release needs, puts into it what ships with it, and ends. */
export const runMigrate = <Settings extends ProcessSettings>(
  options: ServiceProcess<Settings> & {
    readonly seed?: (context: ProcessContext<Settings>) => Promise<unknown>;
  },
): Promise<void> =>
  runServiceProcess(options, 'migrate', async (context) => {
    const { settings, logger, database, stack } = context;
    await waitFor({
      dependency: 'database',
      setting: 'DATABASE_URL',
      check: () => ensureDatabase(settings.DATABASE_URL),
      logger,
      limitMs: migrateWaitLimitMs,
    });
    const applied = await migrate(database, options.migrations);
    logger.info({ applied }, 'migrated');
    await options.seed?.(context);
    await stack.disposeAsync();
  });
