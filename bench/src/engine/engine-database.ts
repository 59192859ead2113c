import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '@questline/embedded-postgres/start-postgres';
import { createDatabase, type Database } from '@questline/postgres/database';
import { ensureDatabase, migrate } from '@questline/postgres/migrate';
import { processingMigrations } from '@questline/processing/processing';
import { createLogger } from '@questline/telemetry/logger';

const poolSizeMax = 8;
export const silent = createLogger({ service: 'bench', level: 'silent' });

/** As many connections as any scenario opens, and locks as the product's own server has. */
const settings = { max_connections: '100', max_locks_per_transaction: '256' };

export interface BenchServer extends AsyncDisposable {
  readonly url: (database: string) => string;
}

/** A database server of the benchmark's own, with the settings the product starts its own with, or more. */
export const startServer = async (
  more: Readonly<Record<string, string>> = {},
): Promise<BenchServer> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'questline-bench-'));
  const postgres = await startPostgres({ dataDir, settings: { ...settings, ...more } });
  return {
    url: postgres.url,
    [Symbol.asyncDispose]: async () => {
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
};

/** A connection pool for measurements and counts: no statement of these has a time limit. */
export const openDatabase = (url: string): Database =>
  createDatabase({
    url,
    applicationName: 'bench',
    poolSizeMax,
    statementTimeoutMs: 0,
    logger: silent,
  });

/** A new database with the schema of processing. */
export const createProcessingDatabase = async (url: string): Promise<Database> => {
  await ensureDatabase(url);
  const database = openDatabase(url);
  await migrate(database, processingMigrations);
  return database;
};
