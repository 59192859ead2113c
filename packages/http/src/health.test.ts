import { createLogger } from '@questline/telemetry/logger';
import { expect, test } from 'vitest';
import { plainEdge } from './edge.ts';
import { createHealthServer } from './health-server.ts';

const logger = createLogger({ service: 'test', level: 'silent' });

test('a ready process reports its details, and is ready without those it cannot read', async () => {
  let out = false;
  const details = {
    dead_letters: async () => 3,
    broken: async () => {
      throw new Error('connect ECONNREFUSED 10.0.0.7:5432');
    },
  };
  const database = async () => {
    if (out) throw new Error('out');
  };
  const app = createHealthServer({ logger, readiness: { database }, details, edge: plainEdge });
  const ready = await app.inject({ url: '/health/ready' });
  expect(ready.statusCode).toBe(200);
  expect(ready.json()).toEqual({ status: 'ready', details: { dead_letters: 3 } });
  out = true;
  const missing = await app.inject({ url: '/health/ready' });
  expect([missing.statusCode, missing.body]).toEqual([503, '{"status":"not ready"}']);
});
