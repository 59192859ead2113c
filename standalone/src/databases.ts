import { authMigrations } from '@questline/auth/auth';
import { catalogMigrations } from '@questline/catalog/catalog';
import type { ServiceName } from '@questline/contracts/gateway';
import { createDatabase, type Database } from '@questline/postgres/database';
import { ensureDatabase, type Migrations, migrate } from '@questline/postgres/migrate';
import { processingMigrations } from '@questline/processing/processing';
import type { Logger } from '@questline/telemetry/logger';

export type Databases = Record<ServiceName, Database>;

const poolSizeMax = 8;

const migrations: Record<ServiceName, readonly Migrations[]> = {
  auth: authMigrations,
  catalog: catalogMigrations,
  processing: processingMigrations,
};

/** Opens each service's database, creating and migrating it first where it lacks something. */
export const openDatabases = async (
  urlOf: (database: string) => string,
  logger: Logger,
  stack: AsyncDisposableStack,
): Promise<Databases> => {
  const open = async (service: ServiceName) => {
    const url = urlOf(service);
    await ensureDatabase(url);
    const applicationName = `questline-${service}`;
    const database = createDatabase({ url, applicationName, poolSizeMax, logger });
    stack.defer(() => database.close());
    const applied = await migrate(database, migrations[service]);
    if (applied.length > 0) logger.debug({ database: service, applied }, 'migrated');
    return database;
  };
  // One after the other: creating databases copies one template, which only one can do at a time.
  const auth = await open('auth');
  const catalog = await open('catalog');
  const processing = await open('processing');
  return { auth, catalog, processing };
};
