import { parseConfig } from '@questline/lifecycle/config';
import { runMigrate } from '@questline/service-process/run-migrate';
import { processingMigrateSettings } from '../config.ts';
import { processingMigrations } from '../processing.ts';

await runMigrate({
  service: 'processing',
  readSettings: (environment) => parseConfig(processingMigrateSettings, environment),
  migrations: processingMigrations,
});
