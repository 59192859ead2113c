import { createApiKeyCheck } from '@questline/http/api-key-check';
import { toEdge } from '@questline/http/edge';
import { createRemoteKeyVerify } from '@questline/http/remote-key-verify';
import { createRemoteKeys } from '@questline/http/remote-keys';
import { parseConfig } from '@questline/lifecycle/config';
import { runHttp } from '@questline/service-process/run-http';
import { catalogViewsMigrations, createCatalogQueriesServer, watchPosition } from '../catalog.ts';
import { catalogQueriesSettings } from '../config.ts';

const now = () => new Date();

/** Shows quests and rewards, from the views alone. */
await runHttp({
  service: 'catalog',
  process: 'queries',
  readSettings: (environment) => parseConfig(catalogQueriesSettings, environment),
  migrations: catalogViewsMigrations,
  createServer: async ({ settings, database, logger, stack }) => {
    const { AUTH_URL, INTERNAL_TOKEN: token } = settings;
    const keys = createRemoteKeys(settings.AUTH_JWKS_URL);
    const position = watchPosition({ database, logger });
    stack.defer(() => position.stop());
    const server = await createCatalogQueriesServer({
      database,
      logger,
      keys,
      checkKey: createApiKeyCheck({ verify: createRemoteKeyVerify({ url: AUTH_URL, token }), now }),
      now,
      position,
      internalToken: token,
      edge: toEdge(settings),
    });
    const auth = { dependency: 'auth', setting: 'AUTH_JWKS_URL', check: keys.load };
    return { server, dependencies: [auth] };
  },
});
