import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import pg from 'pg';
import type { Database, Queryable } from './database.ts';

/** A folder of `0001-name.sql` files, run in order of their names; `scope` keeps two folders apart. */
export interface Migrations {
  readonly scope: string;
  readonly directory: string;
}

/** One key for all: two migrators of the same database wait for each other. */
const migrationLockKey = 7_305_816_202_611;

const createMigrationsTable = `
  create table if not exists schema_migrations (
    name text primary key,
    checksum text not null,
    applied_at timestamptz not null default now()
  )`;

const readMigrations = async ({ scope, directory }: Migrations) => {
  const files = (await readdir(directory)).filter((file) => file.endsWith('.sql')).sort();
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(join(directory, file), 'utf8');
      const checksum = createHash('sha256').update(text).digest('hex');
      return { name: `${scope}/${basename(file, '.sql')}`, text, checksum };
    }),
  );
};

const selectApplied = async (database: Queryable) => {
  const { rows } = await database.query<{ name: string; checksum: string }>({
    text: 'select name, checksum from schema_migrations',
  });
  return new Map(rows.map(({ name, checksum }) => [name, checksum]));
};

/**
 * Brings a database to the newest schema, forward only, all in one transaction; returns the names
 * it applied. Throws if a migration that was applied has been edited since.
 */
export const migrate = async (
  database: Database,
  sources: readonly Migrations[],
): Promise<string[]> => {
  const wanted = (await Promise.all(sources.map(readMigrations))).flat();
  return database.transaction(async (tx) => {
    await tx.query({ text: 'select pg_advisory_xact_lock($1)', values: [migrationLockKey] });
    await tx.query({ text: createMigrationsTable });
    const applied = await selectApplied(tx);
    const ran: string[] = [];
    for (const { name, text, checksum } of wanted) {
      const known = applied.get(name);
      if (known === checksum) continue;
      if (known !== undefined) throw new Error(`migration ${name} was edited after it was applied`);
      await tx.query({ text });
      await tx.query({
        text: 'insert into schema_migrations (name, checksum) values ($1, $2)',
        values: [name, checksum],
      });
      ran.push(name);
    }
    return ran;
  });
};

/**
 * Throws unless the database holds all of `sources` as they are. Migrations it has besides do not
 * matter: a newer release may have run its own already.
 */
export const checkMigrated = async (
  database: Database,
  sources: readonly Migrations[],
): Promise<void> => {
  const wanted = (await Promise.all(sources.map(readMigrations))).flat();
  const { rows } = await database.query<{ exists: boolean }>({
    text: `select to_regclass('schema_migrations') is not null as exists`,
  });
  const applied = rows[0]?.exists ? await selectApplied(database) : new Map<string, string>();
  const missing = wanted.filter(({ name, checksum }) => applied.get(name) !== checksum);
  if (missing[0]) throw new Error(`not migrated yet: ${missing[0].name} is missing`);
};

const connectionTimeoutMillis = 5_000;

/** False if the server has no such database; any other refusal is thrown. */
const canConnect = async (url: string): Promise<boolean> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis });
  try {
    await client.connect();
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === '3D000') return false;
    throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
};

/** Creates the database that `url` names unless it exists, through the server's `postgres` database. */
export const ensureDatabase = async (url: string): Promise<void> => {
  const server = new URL(url);
  const name = decodeURIComponent(server.pathname.slice(1));
  // Where the database was made by others, this user may have no way into any other one.
  if (await canConnect(url)) return;
  server.pathname = '/postgres';
  const client = new pg.Client({ connectionString: server.href, connectionTimeoutMillis });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
  } catch (error) {
    // Two migrators may both find it missing: the later one is told that it exists, or, in the same
    // instant, that the catalog's unique index refused it.
    const { code } = error as { code?: string };
    if (code !== '42P04' && code !== '23505') throw error;
  } finally {
    await client.end();
  }
};
