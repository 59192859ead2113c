import { toEdge } from '@questline/http/edge';
import { parseConfig } from '@questline/lifecycle/config';
import { openAuthAccess } from '@questline/service-process/open-auth-access';
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
    const { CATALOG_URL: url, INTERNAL_TOKEN: token } = settings;
    const { dependencies, ...callers } = openAuthAccess(context);
    const server = await createProcessingServer({
      database,
      bus: await openBroker(context),
      logger,
      edge: toEdge(settings),
      ...callers,
      questSource: createQuestSource({ url, token }),
      internalToken: token,
      settings: toProcessingSettings(settings),
      now: () => new Date(),
      newId,
    });
    return { server, dependencies };
  },
});
