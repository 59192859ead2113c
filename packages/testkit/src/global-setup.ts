import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '@questline/embedded-postgres/start-postgres';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The test server's address, ending in `/postgres`. */
    postgresUrl: string;
  }
}

/** One PostgreSQL server for a whole test run; each test file clones databases of its own. */
export default async function setup(project: TestProject) {
  const dataDir = await mkdtemp(join(tmpdir(), 'questline-test-'));
  const postgres = await startPostgres({
    dataDir,
    // The databases are thrown away; crash tests start servers of their own with fsync on.
    settings: { fsync: 'off', full_page_writes: 'off', max_connections: '200' },
  });
  project.provide('postgresUrl', postgres.url('postgres'));
  return async () => {
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}
