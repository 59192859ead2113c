import { createHash, randomUUID } from 'node:crypto';
import { createDatabase, type Database } from '@questline/postgres/database';
import { type Migrations, migrate } from '@questline/postgres/migrate';
import { createLogger } from '@questline/telemetry/logger';
import pg from 'pg';
import { inject } from 'vitest';

/** Says nothing: a test that wants to see the log gives its own. */
export const testLogger = createLogger({ service: 'test', level: 'silent' });

const addressOf = (name: string) => {
  const url = new URL(inject('postgresUrl'));
  url.pathname = `/${name}`;
  return url.href;
};

const open = (name: string): Database =>
  createDatabase({
    url: addressOf(name),
    applicationName: 'test',
    poolSizeMax: 8,
    logger: testLogger,
  });

/** One migrated template for a set of migrations, made once however many files ask for it. */
const ensureTemplate = async (client: pg.Client, sources: readonly Migrations[]) => {
  const key = sources.map(({ directory }) => directory).join();
  const name = `template_${createHash('sha256').update(key).digest('hex').slice(0, 16)}`;
  await client.query('select pg_advisory_lock(hashtext($1))', [name]);
  try {
    const { rowCount } = await client.query(
      'select from pg_database where datname = $1 and datistemplate',
      [name],
    );
    if (rowCount !== 0) return name;
    await client.query(`create database ${name}`);
    const database = open(name);
    await migrate(database, sources);
    await database.close();
    await client.query(`alter database ${name} is_template true`);
    return name;
  } finally {
    await client.query('select pg_advisory_unlock(hashtext($1))', [name]);
  }
};

export interface TestDatabase extends Database, AsyncDisposable {
  readonly url: string;
}

/** Another pool for a database that a test has made. */
export const openTestDatabase = (url: string): TestDatabase => {
  const database = open(new URL(url).pathname.slice(1));
  return { ...database, url, [Symbol.asyncDispose]: () => database.close() };
};

/**
 * A new database with these migrations applied, cloned from a template in some 20 ms.
 * `close()`, or `await using`, ends its connections.
 */
export const createTestDatabase = async (sources: readonly Migrations[]): Promise<TestDatabase> => {
  const client = new pg.Client({ connectionString: inject('postgresUrl') });
  await client.connect();
  try {
    const template = await ensureTemplate(client, sources);
    const name = `test_${randomUUID().replaceAll('-', '')}`;
    await client.query(`create database ${name} template ${template}`);
    return openTestDatabase(addressOf(name));
  } finally {
    await client.end();
  }
};
