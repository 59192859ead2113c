import { createLogger } from '@questline/telemetry/logger';
import { describe, expect, it } from 'vitest';
import { type Edge, plainEdge } from './edge.ts';
import { acceptsHost } from './host-check.ts';
import { createHttpServer } from './server.ts';

const published: Edge = { ...plainEdge, publicOrigin: 'https://quests.example.com' };
const local: Edge = { ...plainEdge, loopback: true };

describe('acceptsHost', () => {
  it.each([
    ['quests.example.com', true],
    ['Quests.Example.com', true],
    ['quests.example.com:443', true],
    ['quests.example.com:8080', false],
    ['evil.example', false],
    ['127.0.0.1:5173', false],
    ['', false],
    ['quests.example.com@evil.example', false],
  ])('with PUBLIC_URL takes its host alone: %s', (host, accepted) => {
    expect(acceptsHost(published, host)).toBe(accepted);
  });

  it.each([
    ['localhost:5173', true],
    ['LOCALHOST', true],
    ['app.localhost:5173', true],
    ['127.0.0.1:5173', true],
    ['[::1]:5173', true],
    ['192.168.0.7', true],
    ['evil.example:5173', false],
    ['localhost.evil.example', false],
    ['127.0.0.1.evil.example', false],
  ])('on loopback takes names that no DNS can point there: %s', (host, accepted) => {
    expect(acceptsHost(local, host)).toBe(accepted);
  });

  it('takes every host on other interfaces and behind a proxy, where nothing names the right one', () => {
    expect(acceptsHost(plainEdge, 'quests.example.com')).toBe(true);
    expect(acceptsHost({ ...local, trustProxy: true }, 'quests.example.com')).toBe(true);
  });
});

describe('a server', () => {
  const createServer = async (edge: Edge) => {
    const logger = createLogger({ service: 'test', level: 'silent' });
    const app = await createHttpServer({ service: 'test', logger, readiness: {}, edge });
    app.get('/api/v1/things', { schema: { hide: true } }, () => 'things');
    app.get('/internal/v1/things', () => 'things');
    return app;
  };

  it('answers 421 to another host, with what it was sent and the setting', async () => {
    const app = await createServer(published);
    const answer = await app.inject({ url: '/api/v1/things', headers: { host: 'evil.example' } });
    expect(answer.json()).toMatchObject({
      status: 421,
      code: 'wrong-host',
      host: 'evil.example',
      setting: 'PUBLIC_URL',
      detail: expect.stringContaining('evil.example'),
    });
  });

  it.each(['/health/ready', '/health/live', '/internal/v1/things'])(
    'answers %s to probes and services that have names of their own for it',
    async (url) => {
      const app = await createServer(published);
      expect((await app.inject({ url, headers: { host: 'auth-http:3000' } })).statusCode).toBe(200);
    },
  );

  it('takes the host that a trusted gateway passes on', async () => {
    const app = await createServer({ ...published, trustProxy: true });
    const headers = { host: 'auth-http:3000', 'x-forwarded-host': 'quests.example.com' };
    expect((await app.inject({ url: '/api/v1/things', headers })).statusCode).toBe(200);
  });
});
