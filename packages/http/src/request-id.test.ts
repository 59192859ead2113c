import fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { nameRequests, requestIdOf } from './request-id.ts';

const answerTo = async (headers: Record<string, string>) => {
  const app = fastify({ genReqId: requestIdOf });
  nameRequests(app);
  app.get('/', (request) => request.id);
  const response = await app.inject({ url: '/', headers });
  expect(response.body).toBe(response.headers['x-request-id']);
  return response.body;
};

describe('request ids', () => {
  it('keeps the id that a request came with', async () => {
    expect(await answerTo({ 'x-request-id': 'gateway-1:42' })).toBe('gateway-1:42');
  });

  it.each(['', 'two words', '{"level":60}', 'x'.repeat(129)])(
    'gives a new one in place of %j',
    async (id) => {
      expect(await answerTo({ 'x-request-id': id })).toMatch(/^[0-9a-f-]{36}$/);
    },
  );
});
