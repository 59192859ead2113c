import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockDataDir } from '@questline/embedded-postgres/data-dir-lock';
import { startPostgres } from '@questline/embedded-postgres/start-postgres';
import { createDatabase } from '@questline/postgres/database';
import { ensureDatabase, migrate } from '@questline/postgres/migrate';
import { createLogger } from '@questline/telemetry/logger';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DatabaseName, databaseMigrations, openDatabases } from './databases.ts';

const logger = createLogger({ service: 'test', level: 'silent' });
const names = Object.keys(databaseMigrations) as DatabaseName[];
const stack = new AsyncDisposableStack();
let urlOf: (database: string) => string;

/** As releases did that entered every database as the superuser. */
const migrateAsSuperuser = async (name: DatabaseName) => {
  await ensureDatabase(urlOf(name));
  const url = urlOf(name);
  const database = createDatabase({ url, applicationName: 'test', poolSizeMax: 1, logger });
  await migrate(database, databaseMigrations[name]);
  await database.close();
};

beforeAll(async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'questline-roles-'));
  stack.defer(() => rm(dataDir, { recursive: true, force: true }));
  const lock = await lockDataDir(dataDir);
  stack.defer(() => lock.release());
  const postgres = await startPostgres({ dataDir });
  stack.defer(() => postgres.stop());
  urlOf = postgres.url;
});
afterAll(() => stack.disposeAsync());

describe('the databases of an installation that an earlier release made', () => {
  it('belong to a role each, which is no superuser and enters no other', async () => {
    for (const name of names) await migrateAsSuperuser(name);
    // Twice, as at every later start.
    for (let starts = 0; starts < 2; starts += 1) {
      await using opened = new AsyncDisposableStack();
      const databases = await openDatabases(urlOf, logger, opened);
      for (const name of names) {
        const { rows } = await databases[name].query({
          text: `
            select current_user as role, rolsuper as super,
              (select count(*) from pg_class c where relnamespace = 'public'::regnamespace
                and relowner <> (select oid from pg_roles where rolname = current_user)) as foreign_objects,
              (select count(*) from pg_proc where pronamespace = 'public'::regnamespace
                and proowner <> (select oid from pg_roles where rolname = current_user)) as foreign_routines,
              (select string_agg(datname, ',') from pg_database
                where datname in ('auth', 'catalog', 'catalog_views', 'processing')
                  and has_database_privilege(current_user, datname, 'connect')) as enters
            from pg_roles where rolname = current_user`,
        });
        expect(rows).toEqual([
          {
            role: `questline_${name}`,
            super: false,
            foreign_objects: 0,
            foreign_routines: 0,
            enters: name,
          },
        ]);
      }
    }
  });

  it('can be migrated further by their roles', async () => {
    await using opened = new AsyncDisposableStack();
    const { processing } = await openDatabases(urlOf, logger, opened);
    await processing.query({ text: 'alter table outbox add column later integer' });
  });
});
