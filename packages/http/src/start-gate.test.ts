import { createLogger } from '@questline/telemetry/logger';
import { expect, test } from 'vitest';
import { plainEdge } from './edge.ts';
import { createHealthServer } from './health-server.ts';
import { addStartGate } from './start-gate.ts';

const createRecordedLogger = () => {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line));
  return { lines, logger: createLogger({ service: 'test', level: 'info' }, { write }) };
};

test('until it is opened only liveness is answered, even to paths that do not exist', async () => {
  const { logger, lines } = createRecordedLogger();
  const app = createHealthServer({ logger, readiness: {}, edge: plainEdge });
  const gate = addStartGate(app);
  const statusOf = async (url: string) => (await app.inject({ url })).statusCode;
  expect(await statusOf('/health/live')).toBe(200);
  const starting = await app.inject({ url: '/health/ready' });
  expect(starting.statusCode).toBe(503);
  expect(starting.headers['retry-after']).toBe('1');
  expect(starting.json()).toMatchObject({ status: 503, code: 'starting' });
  expect(await statusOf('/nothing')).toBe(503);
  gate.open();
  expect(await statusOf('/health/ready')).toBe(200);
  expect(await statusOf('/nothing')).toBe(404);
  // A probe every second must not fill the log.
  expect(lines).toEqual([]);
});

test('readiness names what is out in the log, once, and never in the answer', async () => {
  const { logger, lines } = createRecordedLogger();
  let out = true;
  const broker = async () => {
    if (out) throw new Error('connect ECONNREFUSED 10.0.0.7:5672');
  };
  const app = createHealthServer({
    logger,
    readiness: { database: async () => 1, broker },
    edge: plainEdge,
  });
  for (let probes = 0; probes < 3; probes += 1) {
    const answer = await app.inject({ url: '/health/ready' });
    expect([answer.statusCode, answer.body]).toEqual([503, '{"status":"not ready"}']);
  }
  out = false;
  expect((await app.inject({ url: '/health/ready' })).statusCode).toBe(200);
  expect(lines.map(({ msg, dependency }) => ({ msg, dependency }))).toEqual([
    { msg: 'not ready: broker is out', dependency: 'broker' },
    { msg: 'ready again', dependency: undefined },
  ]);
});

test('a check that hangs counts as out', { timeout: 10_000 }, async () => {
  const { logger } = createRecordedLogger();
  const readiness = { database: () => new Promise<never>(() => undefined) };
  const app = createHealthServer({ logger, readiness, edge: plainEdge });
  expect((await app.inject({ url: '/health/ready' })).statusCode).toBe(503);
});
