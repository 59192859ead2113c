import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStandalone } from '@questline/e2e/start-standalone';
import { findRunningPostgres } from '@questline/embedded-postgres/find-running-postgres';
import type { Product } from './product.ts';

/** `npm start`'s program on a data directory of its own. */
export const startStandaloneProduct = async (
  env: Record<string, string> = {},
): Promise<Product & { stop(): Promise<void> }> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'questline-bench-'));
  const { baseUrl, process: child, kill, output } = await startStandalone(dataDir, { env });
  const urlOf = await findRunningPostgres(dataDir);
  if (urlOf === undefined) throw new Error('the standalone product has no database server');
  let stopping: Promise<unknown> | undefined;
  child.once('exit', (code, signal) => {
    if (stopping === undefined) console.error(`the product ended (${code ?? signal}): ${output()}`);
  });
  const stop = async () => {
    stopping ??= kill('SIGTERM');
    await stopping;
  };
  return {
    apiUrl: baseUrl,
    ingestUrl: baseUrl,
    urlOf,
    databaseUrls: {
      auth: urlOf('auth'),
      catalog: urlOf('catalog'),
      catalog_views: urlOf('catalog_views'),
      processing: urlOf('processing'),
    },
    processes: () => [{ name: 'standalone', pid: child.pid ?? 0 }],
    stop,
    [Symbol.asyncDispose]: async () => {
      await stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
};
