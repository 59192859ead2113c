import { parseConfig } from '@questline/lifecycle/config';
import { runRelay } from '@questline/service-process/run-relay';
import { catalogMigrations } from '../catalog.ts';
import { catalogRelaySettings } from '../config.ts';

await runRelay({
  service: 'catalog',
  readSettings: (environment) => parseConfig(catalogRelaySettings, environment),
  migrations: catalogMigrations,
});
