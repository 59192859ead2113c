import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createBodyBudget } from './body-budget.ts';
import { answerError, handleProblems } from './problem-handler.ts';
import { holdBodies } from './request-body.ts';
import { createTestServer } from './testing/test-server.ts';

const createEcho = async () => {
  const app = await createTestServer();
  app.post('/echo', { schema: { body: z.unknown() } }, ({ body }) => ({ body }));
  app.post('/bodiless', ({ body }) => ({ body: body ?? null }));
  app.post('/named', { schema: { body: z.object({ name: z.string() }) } }, ({ body }) => body);
  return app;
};
const json = { 'content-type': 'application/json' };

describe('a packed body', () => {
  const body = { text: 'x'.repeat(10_000) };
  const text = JSON.stringify(body);

  it.each([
    ['gzip', gzipSync(text)],
    ['x-gzip', gzipSync(text)],
    ['GZIP', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['br', brotliCompressSync(text)],
    ['identity', Buffer.from(text)],
  ])('is read: %s', async (encoding, payload) => {
    const app = await createEcho();
    const headers = { ...json, 'content-encoding': encoding };
    const answer = await app.inject({ method: 'POST', url: '/echo', headers, payload });
    expect(answer.json()).toEqual({ body });
  });

  it.each([
    ['longer than the limit once it is unpacked', 413, 'gzip', gzipSync(Buffer.alloc(2 ** 21, 32))],
    ['a bomb', 413, 'br', brotliCompressSync(Buffer.alloc(2 ** 26))],
    ['no gzip at all', 400, 'gzip', Buffer.from(text)],
    ['cut off', 400, 'gzip', gzipSync(text).subarray(0, -12)],
    ['of another encoding', 415, 'compress', gzipSync(text)],
    ['packed twice', 415, 'gzip, gzip', gzipSync(gzipSync(text))],
    ['gzip of no JSON', 400, 'gzip', gzipSync('{')],
  ])('is refused when it is %s', async (_what, status, encoding, payload) => {
    const app = await createEcho();
    const headers = { ...json, 'content-encoding': encoding };
    const answer = await app.inject({ method: 'POST', url: '/echo', headers, payload });
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.statusCode).toBe(status);
  });
});

describe('a body that is not there', () => {
  it.each([
    'application/json',
    'application/xml',
    'text/plain',
    'application/x-www-form-urlencoded',
  ])('is no fault where none is needed, whatever its type: %s', async (type) => {
    const app = await createEcho();
    const request = { method: 'POST' as const, url: '/bodiless' };
    const answer = await app.inject({ ...request, headers: { 'content-type': type } });
    expect(answer.statusCode).toBe(200);
  });

  it('is refused where one is needed', async () => {
    const app = await createEcho();
    const answer = await app.inject({ method: 'POST', url: '/named', headers: json });
    expect(answer.json()).toMatchObject({ status: 422, errors: [{ path: '' }] });
  });

  it('does not hide a body of a type that nobody reads', async () => {
    const app = await createEcho();
    const request = { method: 'POST' as const, url: '/bodiless', payload: 'text' };
    const answer = await app.inject({ ...request, headers: { 'content-type': 'text/plain' } });
    expect(answer.statusCode).toBe(415);
  });
});

describe('the bytes in hand', () => {
  it('are a quarter for each owner, and bounded for all', () => {
    const budget = createBodyBudget(400);
    expect(budget.take('a', 100)).toBe(true);
    expect(budget.take('a', 1)).toBe(false);
    for (const owner of ['b', 'c', 'd']) expect(budget.take(owner, 100)).toBe(true);
    expect(budget.take('e', 1)).toBe(false);
    budget.give('a', 100);
    expect(budget.take('e', 100)).toBe(true);
  });

  const listen = async (bytesMax: number) => {
    const app = fastify({ frameworkErrors: answerError, bodyLimit: 4_000_000 });
    handleProblems(app);
    holdBodies(app, bytesMax);
    app.addHook('onRequest', async (request) => {
      request.bodyOwner = String(request.headers.caller);
    });
    app.post('/', ({ body }) => ({ keys: Object.keys(body as object).length }));
    await app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = app.server.address() as AddressInfo;
    const send = (caller: string, head: string, body: string) => {
      const socket = connect(port, '127.0.0.1');
      const lines = `Host: a\r\nCaller: ${caller}\r\nContent-Type: application/json\r\n${head}`;
      socket.write(`POST / HTTP/1.1\r\n${lines}\r\n\r\n${body}`);
      return socket;
    };
    const post = (caller: string, body: string, headers = {}) =>
      fetch(`http://127.0.0.1:${port}/`, {
        method: 'POST',
        headers: { ...json, caller, ...headers },
        body,
      });
    return { app, send, post };
  };

  it('are not taken by bodies that are announced and stall', async () => {
    const { app, send, post } = await listen(1_000_000);
    const stalled = Array.from({ length: 16 }, () =>
      send('slow', 'Content-Length: 4000000', '{"a":'),
    );
    await Promise.all(stalled.map((socket) => once(socket, 'connect')));
    expect((await post('fast', '{"a":1}')).status).toBe(200);
    for (const socket of stalled) socket.destroy();
    await app.close();
  });

  it('stay counted until the work on them is done, though the client has gone', async () => {
    const app = fastify();
    handleProblems(app);
    holdBodies(app, 400_000);
    const begun = Promise.withResolvers<void>();
    const work = Promise.withResolvers<void>();
    const answered = Promise.withResolvers<void>();
    app.addHook('onSend', async () => answered.resolve());
    app.post('/slow', async () => {
      begun.resolve();
      await work.promise;
      return 'done';
    });
    app.post('/quick', () => 'done');
    const address = await app.listen({ port: 0, host: '127.0.0.1' });
    const body = JSON.stringify({ a: 'x'.repeat(60_000) });
    const gone = new AbortController();
    const slow = fetch(`${address}/slow`, {
      method: 'POST',
      headers: json,
      body,
      signal: gone.signal,
    });
    await begun.promise;
    gone.abort();
    await expect(slow).rejects.toThrow();
    const quick = async () => {
      const answer = await fetch(`${address}/quick`, { method: 'POST', headers: json, body });
      await answer.arrayBuffer();
      return answer.status;
    };
    expect(await quick()).toBe(503);
    work.resolve();
    await answered.promise;
    expect(await quick()).toBe(200);
    await app.close();
  });

  it('are refused beyond the share of a caller, while others go on, and free again afterwards', async () => {
    const { app, send, post } = await listen(400_000);
    const part = `{"a":"${'x'.repeat(90_000)}`;
    const held = send('greedy', 'Content-Length: 200000', part);
    await once(held, 'connect');
    const large = JSON.stringify({ a: 'x'.repeat(90_000) });
    const refused = await post('greedy', large);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await refused.json()).toMatchObject({ code: 'overloaded' });
    expect((await post('other', large)).status).toBe(200);
    held.destroy();
    await once(held, 'close');
    for (;;) {
      const answer = await post('greedy', large);
      await answer.arrayBuffer();
      if (answer.status === 200) break;
    }
    await app.close();
  });
});
