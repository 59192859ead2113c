import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { createLogger } from '@questline/telemetry/logger';
import { describe, expect, it } from 'vitest';
import { readBearer } from './credentials.ts';
import { plainEdge } from './edge.ts';
import { createHttpServer } from './server.ts';

describe('an Authorization header', () => {
  it.each(['Bearer abc', 'bearer abc', 'BEARER   abc'])('%j holds a token', (authorization) => {
    expect(readBearer({ authorization })).toBe('abc');
  });

  it.each([
    ...['', 'Bearer', 'Bearer ', 'Bearer a b', 'Bearer a, Bearer b', 'Bearer a,b', 'Bearer "a"'],
    ...['Bearera', 'a', 'Basic dXNlcjpwYXNz', 'Bearer\ta', 'Bearer a=b', 'Bearer é', 'Token a'],
  ])('%j is refused with 401, not passed over', (authorization) => {
    expect(() => readBearer({ authorization })).toThrow(
      expect.objectContaining({ status: 401, code: 'unusable-credential' }),
    );
  });

  it('that is missing is no credential, and an API key is none for a user', () => {
    expect(readBearer({})).toBeUndefined();
    expect(() => readBearer({ 'x-api-key': '' })).toThrow(expect.objectContaining({ status: 401 }));
  });
});

const createServer = async () => {
  const app = await createHttpServer({
    service: 'test',
    logger: createLogger({ service: 'test', level: 'silent' }),
    readiness: {},
    edge: plainEdge,
  });
  app.get('/open', () => ({}));
  return { app, [Symbol.asyncDispose]: () => app.close() };
};

describe('two credentials in one request', () => {
  it('are answered 400 on every route, and one is not', async () => {
    await using server = await createServer();
    const both = { authorization: 'Bearer a', 'x-api-key': 'b' };
    for (const url of ['/open', '/health/live', '/nothing']) {
      const answer = await server.app.inject({ url, headers: both });
      expect(answer.statusCode).toBe(400);
      expect(answer.json()).toMatchObject({ status: 400, code: 'two-credentials' });
    }
    for (const headers of [{ authorization: 'Bearer a' }, { 'x-api-key': 'b' }]) {
      expect((await server.app.inject({ url: '/open', headers })).statusCode).toBe(200);
    }
    const byCookie = { cookie: 'questline_session=a', authorization: 'Bearer a' };
    expect((await server.app.inject({ url: '/open', headers: byCookie })).statusCode).toBe(200);
  });

  it.each(['Authorization: Bearer', 'X-Api-Key:'])('of one kind are two: %s', async (header) => {
    await using server = await createServer();
    await server.app.listen({ port: 0, host: '127.0.0.1' });
    const address = server.app.server.address();
    if (address === null || typeof address === 'string') throw new Error('not listening');
    const socket = connect(address.port, '127.0.0.1');
    const lines = ['GET /open HTTP/1.1', 'Host: a', `${header} a`, `${header} b`];
    socket.write(`${[...lines, 'Connection: close'].join('\r\n')}\r\n\r\n`);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 /);
  });
});
