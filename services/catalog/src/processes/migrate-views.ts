import { parseConfig } from '@questline/lifecycle/config';
import { runMigrate } from '@questline/service-process/run-migrate';
import { catalogViewsMigrations } from '../catalog.ts';
import { catalogMigrateSettings } from '../config.ts';

await runMigrate({
  service: 'catalog',
  process: 'migrate-views',
  readSettings: (environment) => parseConfig(catalogMigrateSettings, environment),
  migrations: catalogViewsMigrations,
});
