import { parseConfig } from '@questline/lifecycle/config';
import { runMigrate } from '@questline/service-process/run-migrate';
import { v7 as newId } from 'uuid';
import { catalogMigrations, seedCatalog } from '../catalog.ts';
import { catalogMigrateSettings } from '../config.ts';

/** Publishes the quest that ships. */
await runMigrate({
  service: 'catalog',
  readSettings: (environment) => parseConfig(catalogMigrateSettings, environment),
  migrations: catalogMigrations,
  seed: ({ database }) => seedCatalog({ database, now: () => new Date(), newId }),
});
