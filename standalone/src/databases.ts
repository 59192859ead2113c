import { randomBytes } from 'node:crypto';
import { authMigrations } from '@questline/auth/auth';
import { catalogMigrations, catalogViewsMigrations } from '@questline/catalog/catalog';
import { createDatabase, type Database } from '@questline/postgres/database';
import { giveDatabase } from '@questline/postgres/give-database';
import { ensureDatabase, type Migrations, migrate } from '@questline/postgres/migrate';
import { processingMigrations } from '@questline/processing/processing';
import type { Logger } from '@questline/telemetry/logger';

/** The catalog has one to decide by and one to show from. */
export type DatabaseName = 'auth' | 'catalog' | 'catalog_views' | 'processing';
export type Databases = Record<DatabaseName, Database>;

const poolSizeMax = 8;

export const databaseMigrations: Record<DatabaseName, readonly Migrations[]> = {
  auth: authMigrations,
  catalog: catalogMigrations,
  catalog_views: catalogViewsMigrations,
  processing: processingMigrations,
};

/** The address of a database for the role that owns it and can enter no other. */
const ownUrlOf = async (adminUrl: string, name: DatabaseName): Promise<string> => {
  // A new password at each start: nobody needs to store it.
  const owner = { role: `questline_${name}`, password: randomBytes(24).toString('base64url') };
  await giveDatabase(adminUrl, owner);
  const url = new URL(adminUrl);
  url.username = owner.role;
  url.password = owner.password;
  return url.href;
};

/**
 * Opens each service's database as the role that owns it, creating and migrating it first where it lacks
 * something. `urlOf` gives addresses for the server's superuser.
 */
export const openDatabases = async (
  urlOf: (database: string) => string,
  logger: Logger,
  stack: AsyncDisposableStack,
): Promise<Databases> => {
  const open = async (name: DatabaseName) => {
    const adminUrl = urlOf(name);
    await ensureDatabase(adminUrl);
    const url = await ownUrlOf(adminUrl, name);
    const applicationName = `questline-${name}`;
    const database = createDatabase({ url, applicationName, poolSizeMax, logger });
    stack.defer(() => database.close());
    const applied = await migrate(database, databaseMigrations[name]);
    if (applied.length > 0) logger.debug({ database: name, applied }, 'migrated');
    return database;
  };
  // One after the other: creating databases copies one template, which only one can do at a time.
  const auth = await open('auth');
  const catalog = await open('catalog');
  const catalog_views = await open('catalog_views');
  const processing = await open('processing');
  return { auth, catalog, catalog_views, processing };
};
