import { createRemoteKeys } from '@questline/http/remote-keys';
import { parseConfig } from '@questline/lifecycle/config';
import { runHttp } from '@questline/service-process/run-http';
import { v7 as newId } from 'uuid';
import { catalogMigrations, createCatalogServer } from '../catalog.ts';
import { catalogHttpSettings } from '../config.ts';

/** It needs no broker: what it has to tell goes into the outbox. */
await runHttp({
  service: 'catalog',
  readSettings: (environment) => parseConfig(catalogHttpSettings, environment),
  migrations: catalogMigrations,
  createServer: async ({ settings, database, logger }) => {
    const keys = createRemoteKeys(settings.AUTH_JWKS_URL);
    const server = await createCatalogServer({
      database,
      logger,
      keys,
      now: () => new Date(),
      newId,
      internalToken: settings.INTERNAL_TOKEN,
      trustProxy: settings.TRUST_PROXY,
    });
    const auth = { dependency: 'auth', setting: 'AUTH_JWKS_URL', check: keys.load };
    return { server, dependencies: [auth] };
  },
});
