import { rebuildViews } from '@questline/catalog/rebuild-views';
import { parseConfig, StartError } from '@questline/lifecycle/config';
import { runProcess } from '@questline/lifecycle/run-process';
import { createDatabase } from '@questline/postgres/database';
import { createLogger } from '@questline/telemetry/logger';
import { z } from 'zod';
import { dataDirSetting } from './config.ts';
import { findServer } from './find-server.ts';

/** The environment `npm run catalog:rebuild` reads: the addresses of the databases, or a data directory. */
const rebuildSettings = z.object({
  CATALOG_DATABASE_URL: z.string().optional(),
  CATALOG_VIEWS_DATABASE_URL: z.string().optional(),
  QUESTLINE_DATA_DIR: dataDirSetting,
});

const undefinedDatabase = '3D000';

const logger = createLogger({ service: 'catalog-rebuild', level: 'warn' });
await runProcess({
  logger,
  start: async (stack) => {
    const settings = parseConfig(rebuildSettings, process.env);
    const { CATALOG_DATABASE_URL: storeUrl, CATALOG_VIEWS_DATABASE_URL: viewsUrl } = settings;
    const dataDir = settings.QUESTLINE_DATA_DIR;
    const urlOf = storeUrl && viewsUrl ? undefined : await findServer(dataDir, logger, stack);
    const open = (url: string) => {
      const applicationName = 'questline-catalog-rebuild';
      const database = createDatabase({ url, applicationName, poolSizeMax: 2, logger });
      stack.defer(() => database.close());
      return database;
    };
    const store = open(storeUrl ?? urlOf?.('catalog') ?? '');
    const views = open(viewsUrl ?? urlOf?.('catalog_views') ?? '');
    const rebuilt = await rebuildViews({ store, views }).catch((error: { code?: string }) => {
      if (error.code !== undefinedDatabase) throw error;
      throw new StartError('there is nothing to rebuild yet: the first start makes the databases');
    });
    if (rebuilt === undefined) throw new StartError('another rebuild is running');
    const { changes, position } = rebuilt;
    console.log(`The views were rebuilt: ${changes} changes shown, up to position ${position}.`);
    await stack.disposeAsync();
    process.exit(0);
  },
});
