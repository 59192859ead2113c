import { toEdge } from '@questline/http/edge';
import { parseConfig } from '@questline/lifecycle/config';
import { openAuthAccess } from '@questline/service-process/open-auth-access';
import { runHttp } from '@questline/service-process/run-http';
import { v7 as newId } from 'uuid';
import { catalogMigrations, createCatalogCommandsServer } from '../catalog.ts';
import { createAwaitCounted } from '../commands/visibility/await-counted.ts';
import { createAwaitVisible } from '../commands/visibility/await-visible.ts';
import { catalogCommandsSettings } from '../config.ts';

/** Decides what becomes of quests and rewards. It needs no broker: what it tells goes into the outbox. */
await runHttp({
  service: 'catalog',
  process: 'commands',
  readSettings: (environment) => parseConfig(catalogCommandsSettings, environment),
  migrations: catalogMigrations,
  createServer: async (context) => {
    const { settings, database, logger } = context;
    const { CATALOG_QUERIES_URL, PROCESSING_URL, INTERNAL_TOKEN: token } = settings;
    const { dependencies, ...callers } = openAuthAccess(context);
    const server = await createCatalogCommandsServer({
      database,
      logger,
      ...callers,
      now: () => new Date(),
      newId,
      awaitVisible: createAwaitVisible({ url: CATALOG_QUERIES_URL, token, logger }),
      awaitCounted: createAwaitCounted({ database, url: PROCESSING_URL, token, logger }),
      internalToken: token,
      edge: toEdge(settings),
    });
    return { server, dependencies };
  },
});
