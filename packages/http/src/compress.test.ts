import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { Refusal } from './refusal.ts';
import { createTestServer } from './testing/test-server.ts';

const things = Array.from({ length: 100 }, (_, at) => ({ id: at, name: `thing ${at}` }));

const createServer = async () => {
  const app = await createTestServer();
  app.get('/many', () => things);
  app.get('/few', () => things.slice(0, 3));
  app.get('/refused', () => {
    throw new Refusal(422, 'invalid', 'x'.repeat(2_000));
  });
  return app;
};

test.each([
  ['br', 'gzip, br', brotliDecompressSync],
  ['gzip', 'gzip', gunzipSync],
  ['gzip', 'gzip;q=1, br;q=0.5', gunzipSync],
])(
  'a long answer is packed as the client takes it: %s for %s',
  async (encoding, accepted, unpack) => {
    const app = await createServer();
    const answer = await app.inject({ url: '/many', headers: { 'accept-encoding': accepted } });
    expect(answer.headers['content-encoding']).toBe(encoding);
    expect(answer.headers.vary).toContain('accept-encoding');
    expect(JSON.parse(unpack(answer.rawPayload).toString())).toEqual(things);
  },
);

test('refusals are packed too', async () => {
  const app = await createServer();
  const answer = await app.inject({ url: '/refused', headers: { 'accept-encoding': 'gzip' } });
  expect([answer.statusCode, answer.headers['content-encoding']]).toEqual([422, 'gzip']);
});

test.each([
  ['/few', { 'accept-encoding': 'gzip, br' }],
  ['/many', {}],
  ['/many', { 'accept-encoding': 'identity' }],
])('%s is sent as it is for %j', async (url, headers) => {
  const app = await createServer();
  const answer = await app.inject({ url, headers });
  expect(answer.headers['content-encoding']).toBeUndefined();
  expect(answer.headers['content-length']).toBe(String(answer.rawPayload.length));
});
