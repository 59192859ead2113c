import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, testLogger } from '@questline/testkit/test-database';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { createDatabase } from './database.ts';
import { checkMigrated, ensureDatabase, migrate } from './migrate.ts';

describe('checkMigrated', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'questline-migrations-'));
    await writeFile(join(directory, '0001-first.sql'), 'create table first (id integer)');
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('throws for a database without a schema, and for one that lacks the newest', async () => {
    await using database = await createTestDatabase([]);
    const sources = [{ scope: 'test', directory }];
    await expect(checkMigrated(database, sources)).rejects.toThrow('test/0001-first is missing');
    await migrate(database, sources);
    await checkMigrated(database, sources);
    await writeFile(join(directory, '0002-second.sql'), 'create table second (id integer)');
    await expect(checkMigrated(database, sources)).rejects.toThrow('test/0002-second is missing');
  });

  it('is content with a database that a newer release has migrated further', async () => {
    await using database = await createTestDatabase([]);
    const sources = [{ scope: 'test', directory }];
    await writeFile(join(directory, '0002-second.sql'), 'create table second (id integer)');
    await migrate(database, sources);
    await rm(join(directory, '0002-second.sql'));
    await checkMigrated(database, sources);
  });
});

describe('ensureDatabase', () => {
  const urlOf = (name: string, user?: string) => {
    const url = new URL(inject('postgresUrl'));
    url.pathname = `/${name}`;
    if (user !== undefined) url.username = user;
    if (user !== undefined) url.password = user;
    return url.href;
  };
  const run = async (text: string) => {
    const settings = { applicationName: 'test', poolSizeMax: 1, logger: testLogger };
    const server = createDatabase({ url: inject('postgresUrl'), ...settings });
    await server.query({ text });
    await server.close();
  };

  it('creates it once, however many ask at once', async () => {
    const url = urlOf(`made-${process.pid}-"quoted"`);
    await Promise.all([1, 2, 3].map(() => ensureDatabase(url)));
    await ensureDatabase(url);
  });

  it('needs no right to create one that is there, and says so where it is not', async () => {
    const name = `owned_${process.pid}`;
    await run(`create role ${name} login password '${name}'`);
    await expect(ensureDatabase(urlOf(name, name))).rejects.toThrow('permission denied');
    await run(`create database ${name} owner ${name}`);
    await ensureDatabase(urlOf(name, name));
  });
});
