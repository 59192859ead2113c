import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { onTestFinished } from 'vitest';
import { inspectProcess } from '../src/inspect-process.ts';
import {
  type EmbeddedPostgres,
  type StartPostgresOptions,
  startPostgres,
} from '../src/start-postgres.ts';

export const isRoot = process.getuid?.() === 0;
export const onLinux = process.platform === 'linux';

/** A directory that is removed after the test, whoever owns what is in it. */
export const temporaryDirectory = async (): Promise<string> => {
  const dir = await realpath(await mkdtemp(join(tmpdir(), 'questline-postgres-')));
  onTestFinished(() => rm(dir, { recursive: true, force: true, maxRetries: 10 }));
  return dir;
};

/** startPostgres, stopped at the end of the test. */
export const start = async (options: StartPostgresOptions): Promise<EmbeddedPostgres> => {
  const server = await startPostgres(options);
  onTestFinished(() => server.stop());
  return server;
};

/** Runs one statement on its own connection and gives the rows. */
export const query = async (
  url: string,
  text: string,
): Promise<readonly Record<string, unknown>[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
};

/** Polls until the condition holds; fails the test after 20 s. */
export const eventually = async (
  what: string,
  condition: () => Promise<boolean>,
): Promise<void> => {
  const deadline = Date.now() + 20_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`never happened: ${what}`);
    await delay(5);
  }
};

export const isRunning = async (pid: number): Promise<boolean> =>
  (await inspectProcess(pid)) !== undefined;

export const ended = (pid: number): Promise<void> =>
  eventually(`the end of process ${pid}`, async () => !(await isRunning(pid)));
