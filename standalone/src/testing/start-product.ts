import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { authMigrations } from '@questline/auth/auth';
import { catalogMigrations, catalogViewsMigrations } from '@questline/catalog/catalog';
import { plainEdge } from '@questline/http/edge';
import { processingMigrations } from '@questline/processing/processing';
import { eventually } from '@questline/testkit/eventually';
import { createTestDatabase, testLogger } from '@questline/testkit/test-database';
import { expect } from 'vitest';
import { standaloneSettings } from '../config.ts';
import { createGateway } from '../gateway.ts';
import { startServices } from '../services.ts';

/** The three services on databases of their own, behind the gateway, on a port. */
export const startProduct = async (stack: AsyncDisposableStack) => {
  const databases = {
    auth: stack.use(await createTestDatabase(authMigrations)),
    catalog: stack.use(await createTestDatabase(catalogMigrations)),
    processing: stack.use(await createTestDatabase(processingMigrations)),
  };
  const catalog_views = stack.use(await createTestDatabase(catalogViewsMigrations));
  const services = await startServices({
    settings: standaloneSettings.parse({ ALLOW_DEFAULT_PASSWORD: 'true' }),
    edge: plainEdge,
    databases: { ...databases, catalog_views },
    internalToken: 'a token of this test alone',
    logger: testLogger,
    stack,
  });
  const gateway = createGateway((_request, response) => response.writeHead(404).end());
  gateway.open({ ...services, web: (_request, response) => response.writeHead(404).end() });
  const server = createServer(gateway.listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stack.defer(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  const call = (path: string, init: RequestInit = {}) =>
    fetch(`http://127.0.0.1:${port}/api/v1${path}`, init);
  const drained = () =>
    eventually(async () => {
      for (const database of Object.values(databases)) {
        const { rows } = await database.query({ text: 'select from outbox' });
        expect(rows).toEqual([]);
      }
    });
  return { call, drained };
};

export type Product = Awaited<ReturnType<typeof startProduct>>;
