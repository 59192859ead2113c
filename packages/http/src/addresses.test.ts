import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { unauthorized } from './refusal.ts';
import type { HttpServer } from './server.ts';
import { createTestServer } from './testing/test-server.ts';

let app: HttpServer;
beforeAll(async () => {
  app = await createTestServer();
  app.get('/things/', () => 'all');
  app.post('/things', () => 'made');
  app.get('/things/:id', () => 'one');
  app.delete('/things/:thing_id', () => 'gone');
  app.get('/stream', { exposeHeadRoute: false }, () => 'stream');
  const query = z.object({ limit: z.coerce.number().default(1), q: z.string().optional() });
  app.get('/search', { schema: { querystring: query } }, ({ query }) => query);
  app.get('/guarded', { onRequest: async () => Promise.reject(unauthorized()) }, () => 'in');
});

const ask = (method: string, url: string, headers: Record<string, string> = {}) =>
  app.inject({ method: method as 'GET', url, headers });

describe('a method that a path does not have', () => {
  it('is answered 405 with Allow: QUERY, though it names no content type', async () => {
    const answer = await ask('QUERY', '/things');
    expect([answer.statusCode, answer.headers.allow]).toEqual([405, 'GET, HEAD, POST']);
    expect((await ask('QUERY', '/nothing')).statusCode).toBe(404);
  });

  it.each([
    ['PUT', '/things', 'GET, HEAD, POST'],
    ['PUT', '/things/', 'GET, HEAD, POST'],
    ['DELETE', '/things?x=1', 'GET, HEAD, POST'],
    ['OPTIONS', '/things', 'GET, HEAD, POST'],
    ['TRACE', '/things', 'GET, HEAD, POST'],
    ['POST', '/things/a%2Fb', 'DELETE, GET, HEAD'],
    ['HEAD', '/stream', 'GET'],
    ['POST', '/health/ready', 'GET, HEAD'],
    ['POST', '/api/docs/test.json', 'GET, HEAD'],
  ])('is answered 405 with Allow: %s %s', async (method, url, allow) => {
    const answer = await ask(method, url, { 'content-type': 'application/json' });
    expect([answer.statusCode, answer.headers.allow]).toEqual([405, allow]);
    if (method !== 'HEAD') expect(answer.json()).toMatchObject({ code: 'method-not-allowed' });
  });
});

describe('an address that nothing has', () => {
  it.each([
    ['GET', '/nothing', 404, 'not-found'],
    ['POST', '/nothing', 404, 'not-found'],
    ['PROPFIND', '/nothing', 404, 'not-found'],
    ['GET', '//things', 404, 'not-found'],
    ['GET', '/%', 400, 'malformed'],
    ['GET', '/things/%', 400, 'malformed'],
    ['GET', '/things/%c3%28', 400, 'malformed'],
    ['GET', `/things/${'x'.repeat(2_500)}`, 414, 'refused'],
  ])('is answered with a problem: %s %s', async (method, url, status, code) => {
    const answer = await ask(method, url);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json()).toMatchObject({ status, code });
  });
});

describe('a query', () => {
  it('is refused with the name of each parameter that the route does not know', async () => {
    const answer = await ask('GET', '/search?limit=5&junk=1&__proto__=2');
    expect(answer.statusCode).toBe(422);
    const paths = answer.json().errors.map(({ path }: { path: string }) => path);
    expect(paths.sort()).toEqual(['__proto__', 'junk']);
  });

  it.each(['/things?x', '/things/1?limit=5', '/health/live?x=1'])(
    'is refused where a route takes none: %s',
    async (url) => {
      expect((await ask('GET', url)).statusCode).toBe(422);
    },
  );

  it('is looked at after the caller', async () => {
    expect((await ask('GET', '/guarded?junk=1')).statusCode).toBe(401);
  });

  it('lists twenty unknown names at most', async () => {
    const names = Array.from({ length: 100 }, (_, at) => `n${at}`).join('&');
    expect((await ask('GET', `/search?${names}`)).json().errors).toHaveLength(20);
  });

  it('passes with what the route knows', async () => {
    expect((await ask('GET', '/search?limit=5&q=a')).json()).toEqual({ limit: 5, q: 'a' });
  });
});
