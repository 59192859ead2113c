import { createApiKeyCheck } from '@questline/http/api-key-check';
import { toEdge } from '@questline/http/edge';
import { createRemoteKeyVerify } from '@questline/http/remote-key-verify';
import { createRemoteKeys } from '@questline/http/remote-keys';
import { parseConfig } from '@questline/lifecycle/config';
import { openBroker } from '@questline/service-process/open-broker';
import { runHttp } from '@questline/service-process/run-http';
import { v7 as newId } from 'uuid';
import { processingHttpSettings, toProcessingSettings } from '../config.ts';
import { createProcessingServer, processingMigrations } from '../processing.ts';
import { createQuestSource } from '../quest-definitions/quest-source.ts';

/** The broker only makes toasts quicker: without it streams look by themselves. */
await runHttp({
  service: 'processing',
  readSettings: (environment) => parseConfig(processingHttpSettings, environment),
  migrations: processingMigrations,
  createServer: async (context) => {
    const { settings, database, logger } = context;
    const { AUTH_URL, CATALOG_URL: url, INTERNAL_TOKEN: token } = settings;
    const now = () => new Date();
    const keys = createRemoteKeys(settings.AUTH_JWKS_URL);
    const server = await createProcessingServer({
      database,
      bus: await openBroker(context),
      logger,
      edge: toEdge(settings),
      keys,
      checkKey: createApiKeyCheck({ verify: createRemoteKeyVerify({ url: AUTH_URL, token }), now }),
      questSource: createQuestSource({ url, token }),
      settings: toProcessingSettings(settings),
      now,
      newId,
    });
    const auth = { dependency: 'auth', setting: 'AUTH_JWKS_URL', check: keys.load };
    return { server, dependencies: [auth] };
  },
});
