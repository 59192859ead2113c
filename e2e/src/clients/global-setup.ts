import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import buildWeb from '../global-setup.ts';
import { startStandalone } from '../standalone/start-standalone.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The origin of the product that the tests with clients share. */
    productUrl: string;
  }
}

/** Starts the product once for all tests with clients; they share it, and so name what they make apart. */
export default async function setup(project: TestProject) {
  await buildWeb();
  const dataDir = await mkdtemp(join(tmpdir(), 'questline-clients-'));
  const product = await startStandalone(dataDir, { env: { RATE_LIMITS: 'off' } });
  project.provide('productUrl', product.baseUrl);
  return async () => {
    await product.kill('SIGTERM');
    await rm(dataDir, { recursive: true, force: true });
  };
}
