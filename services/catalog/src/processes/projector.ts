import { parseConfig } from '@questline/lifecycle/config';
import { runConsumer } from '@questline/service-process/run-consumer';
import {
  catalogViewsMigrations,
  createCatalogSubscriptions,
  observeEarlyEvents,
} from '../catalog.ts';
import { catalogProjectorSettings } from '../config.ts';

/** Keeps the views by the catalog's events. */
await runConsumer({
  service: 'catalog',
  process: 'projector',
  readSettings: (environment) => parseConfig(catalogProjectorSettings, environment),
  migrations: catalogViewsMigrations,
  createSubscriptions: ({ database, logger, stack }) => {
    stack.defer(observeEarlyEvents(database));
    return { subscriptions: createCatalogSubscriptions({ database, logger }) };
  },
});
