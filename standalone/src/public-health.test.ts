import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { plainEdge } from '@questline/http/edge';
import { createLogger } from '@questline/telemetry/logger';
import { expect, test } from 'vitest';
import { createGateway } from './gateway.ts';
import { createPublicHealth } from './public-health.ts';

test('the public port reports the real state, and keeps metrics to itself', async () => {
  const logger = createLogger({ service: 'test', level: 'silent' });
  const health = await createPublicHealth({ logger, edge: plainEdge });
  const server = createServer(createGateway(health.listener).listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const statusOf = async (path: string) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`);
    expect(answer.headers.get('content-type')).toContain('json');
    return answer.status;
  };
  expect(await statusOf('/health/live')).toBe(200);
  expect(await statusOf('/health/ready')).toBe(503);

  let out = false;
  const query = async () => {
    if (out) throw new Error('out');
    return { rows: [{ subscription: 'auth.wallet', reason: 'no', count: 3 }] };
  };
  const auth = { query } as never;
  health.open({ auth, views: { query } as never }, [auth]);
  expect(await statusOf('/health/ready')).toBe(200);
  const ready = await fetch(`http://127.0.0.1:${port}/health/ready`);
  expect(await ready.json()).toEqual({ status: 'ready', details: { dead_letters: 3 } });
  out = true;
  expect(await statusOf('/health/ready')).toBe(503);
  expect(await statusOf('/health/live')).toBe(200);
  expect(await statusOf('/health/nothing')).toBe(404);
  expect(await statusOf('/metrics')).toBe(404);
  expect(await statusOf('/')).toBe(503);
  server.close();
  server.closeAllConnections();
});
