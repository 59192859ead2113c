import { parseConfig, StartError } from '@questline/lifecycle/config';
import { runProcess } from '@questline/lifecycle/run-process';
import { createDatabase } from '@questline/postgres/database';
import { createLogger, type Logger } from '@questline/telemetry/logger';
import { z } from 'zod';
import { auditAll } from './audit-checks.ts';
import { dataDirSetting } from './config.ts';
import { findServer } from './find-server.ts';

/** The environment `npm run audit` reads: the addresses of the databases, or a data directory. */
const auditSettings = z.object({
  AUTH_DATABASE_URL: z.string().optional(),
  CATALOG_DATABASE_URL: z.string().optional(),
  CATALOG_VIEWS_DATABASE_URL: z.string().optional(),
  PROCESSING_DATABASE_URL: z.string().optional(),
  QUESTLINE_DATA_DIR: dataDirSetting,
});

type AuditSettings = z.infer<typeof auditSettings>;

const openDatabases = async (
  settings: AuditSettings,
  logger: Logger,
  stack: AsyncDisposableStack,
) => {
  const given = {
    auth: settings.AUTH_DATABASE_URL,
    catalog: settings.CATALOG_DATABASE_URL,
    catalog_views: settings.CATALOG_VIEWS_DATABASE_URL,
    processing: settings.PROCESSING_DATABASE_URL,
  };
  const allGiven = Object.values(given).every((url) => url !== undefined);
  const urlOf = allGiven ? undefined : await findServer(settings.QUESTLINE_DATA_DIR, logger, stack);
  const open = (name: keyof typeof given) => {
    const url = given[name] ?? urlOf?.(name) ?? '';
    const database = createDatabase({
      url,
      applicationName: 'questline-audit',
      poolSizeMax: 2,
      // Reading every row may take longer than any statement of the services may.
      statementTimeoutMs: 0,
      reading: 'whole-tables',
      logger,
    });
    stack.defer(() => database.close());
    return database;
  };
  return {
    auth: open('auth'),
    catalog: open('catalog'),
    catalog_views: open('catalog_views'),
    processing: open('processing'),
  };
};

const undefinedDatabase = '3D000';

const readAll = async (databases: Parameters<typeof auditAll>[0]) => {
  try {
    return await auditAll(databases);
  } catch (error) {
    if ((error as { code?: string }).code !== undefinedDatabase) throw error;
    throw new StartError(
      'there is nothing to audit yet: the databases are made by the first start',
    );
  }
};

const logger = createLogger({ service: 'audit', level: 'warn' });
await runProcess({
  logger,
  start: async (stack) => {
    const settings = parseConfig(auditSettings, process.env);
    const lines = await readAll(await openDatabases(settings, logger, stack));
    for (const { name, checked, violations, note } of lines) {
      const verdict = violations === 0 ? 'ok    ' : 'BROKEN';
      const details = [`${checked} checked`, `${violations} violations`, ...(note ? [note] : [])];
      console.log(`${verdict} ${name}: ${details.join(', ')}`);
    }
    await stack.disposeAsync();
    process.exit(lines.every(({ violations }) => violations === 0) ? 0 : 1);
  },
});
