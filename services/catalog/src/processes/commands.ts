import { createApiKeyCheck } from '@questline/http/api-key-check';
import { toEdge } from '@questline/http/edge';
import { createRemoteKeyVerify } from '@questline/http/remote-key-verify';
import { createRemoteKeys } from '@questline/http/remote-keys';
import { parseConfig } from '@questline/lifecycle/config';
import { runHttp } from '@questline/service-process/run-http';
import { v7 as newId } from 'uuid';
import { catalogMigrations, createCatalogCommandsServer } from '../catalog.ts';
import { createAwaitVisible } from '../commands/visibility/await-visible.ts';
import { catalogCommandsSettings } from '../config.ts';

const now = () => new Date();

/** Decides what becomes of quests and rewards. It needs no broker: what it tells goes into the outbox. */
await runHttp({
  service: 'catalog',
  process: 'commands',
  readSettings: (environment) => parseConfig(catalogCommandsSettings, environment),
  migrations: catalogMigrations,
  createServer: async ({ settings, database, logger }) => {
    const { AUTH_URL, CATALOG_QUERIES_URL, INTERNAL_TOKEN: token } = settings;
    const keys = createRemoteKeys(settings.AUTH_JWKS_URL);
    const server = await createCatalogCommandsServer({
      database,
      logger,
      keys,
      checkKey: createApiKeyCheck({ verify: createRemoteKeyVerify({ url: AUTH_URL, token }), now }),
      now,
      newId,
      awaitVisible: createAwaitVisible({ url: CATALOG_QUERIES_URL, token, logger }),
      internalToken: token,
      edge: toEdge(settings),
    });
    const auth = { dependency: 'auth', setting: 'AUTH_JWKS_URL', check: keys.load };
    return { server, dependencies: [auth] };
  },
});
