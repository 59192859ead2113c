import { toEdge } from '@questline/http/edge';
import { parseConfig } from '@questline/lifecycle/config';
import { openAuthAccess } from '@questline/service-process/open-auth-access';
import { runHttp } from '@questline/service-process/run-http';
import { catalogViewsMigrations, createCatalogQueriesServer, watchPosition } from '../catalog.ts';
import { catalogQueriesSettings } from '../config.ts';

/** Shows quests and rewards, from the views alone. */
await runHttp({
  service: 'catalog',
  process: 'queries',
  readSettings: (environment) => parseConfig(catalogQueriesSettings, environment),
  migrations: catalogViewsMigrations,
  createServer: async (context) => {
    const { settings, database, logger, stack } = context;
    const { dependencies, ...callers } = openAuthAccess(context);
    const position = watchPosition({ database, logger });
    stack.defer(() => position.stop());
    const server = await createCatalogQueriesServer({
      database,
      logger,
      ...callers,
      now: () => new Date(),
      position,
      internalToken: settings.INTERNAL_TOKEN,
      edge: toEdge(settings),
    });
    return { server, dependencies };
  },
});
