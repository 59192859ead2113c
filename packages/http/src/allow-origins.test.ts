import { createLogger } from '@questline/telemetry/logger';
import { expect, test } from 'vitest';
import { plainEdge } from './edge.ts';
import { unauthorized } from './refusal.ts';
import { createHttpServer } from './server.ts';

const app = 'https://app.example.com';

const createServer = async (allowedOrigins: readonly string[]) => {
  const server = await createHttpServer({
    service: 'test',
    logger: createLogger({ service: 'test', level: 'silent' }),
    readiness: {},
    edge: { ...plainEdge, allowedOrigins },
  });
  server.get('/things', () => 'things');
  server.post('/things', () => {
    throw unauthorized();
  });
  return server;
};

const preflight = {
  method: 'OPTIONS' as const,
  url: '/things',
  headers: {
    origin: app,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization, content-type',
  },
};

test('a page of an allowed origin may send a token and read the answer, refusals too', async () => {
  const server = await createServer([app]);
  const allowed = await server.inject(preflight);
  expect(allowed.statusCode).toBe(204);
  expect(allowed.headers).toMatchObject({
    'access-control-allow-origin': app,
    'access-control-allow-headers': 'authorization, content-type',
    'access-control-max-age': '600',
  });
  expect(allowed.headers['access-control-allow-methods']).toContain('PATCH');
  for (const method of ['GET', 'POST'] as const) {
    const { headers } = await server.inject({ method, url: '/things', headers: { origin: app } });
    expect(headers['access-control-allow-origin']).toBe(app);
    expect(headers['access-control-expose-headers']).toContain('retry-after');
    expect(headers.vary).toContain('Origin');
  }
});

test('no origin may send cookies', async () => {
  const server = await createServer([app]);
  const { headers } = await server.inject(preflight);
  expect(headers['access-control-allow-credentials']).toBeUndefined();
});

test.each([
  ['another origin', [app], 'https://evil.example'],
  ['any origin where none is named', [], app],
])('%s reads nothing', async (_who, allowedOrigins, origin) => {
  const server = await createServer(allowedOrigins);
  for (const request of [preflight, { method: 'GET' as const, url: '/things' }]) {
    const { headers } = await server.inject({
      ...request,
      headers: { ...preflight.headers, origin },
    });
    expect(headers['access-control-allow-origin']).toBeUndefined();
  }
});
