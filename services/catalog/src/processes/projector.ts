import { parseConfig } from '@questline/lifecycle/config';
import { runConsumer } from '@questline/service-process/run-consumer';
import { catalogViewsMigrations, createCatalogSubscriptions } from '../catalog.ts';
import { catalogProjectorSettings } from '../config.ts';

/** Keeps the views by the catalog's events. */
await runConsumer({
  service: 'catalog',
  process: 'projector',
  readSettings: (environment) => parseConfig(catalogProjectorSettings, environment),
  migrations: catalogViewsMigrations,
  createSubscriptions: ({ database, logger }) => ({
    subscriptions: createCatalogSubscriptions({ database, logger }),
  }),
});
