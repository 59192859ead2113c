import { plainEdge } from '@questline/http/edge';
import { createHttpServer } from '@questline/http/server';
import { createLogger } from '@questline/telemetry/logger';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { answerAndKeep, answerFromMemory, createKeptAnswers } from './kept-answers.ts';
import { decorateViewer } from './viewer.ts';

/** A route that answers what it was asked, from memory where it can. */
const createServer = async () => {
  const position = { known: () => 1, reach: async () => true, stop: async () => undefined };
  const answers = { kept: createKeptAnswers(), position };
  const app = await createHttpServer({
    service: 'test',
    logger: createLogger({ service: 'test', level: 'silent' }),
    readiness: {},
    edge: plainEdge,
  });
  decorateViewer(app);
  const read = vi.fn(async (body: unknown) => ({ etag: '"1"', body }));
  const query = z.object({
    limit: z.coerce.number().default(100),
    q: z.string().max(200).optional(),
  });
  app.get(
    '/quests/:id',
    {
      onRequest: async (request) => {
        request.setDecorator('viewer', { seesAll: request.headers.superuser === 'yes' });
      },
      preHandler: answerFromMemory(answers),
      schema: { params: z.object({ id: z.string() }), querystring: query },
    },
    (request, reply) =>
      answerAndKeep(answers, { request, reply }, () => read([request.params, request.query])),
  );
  const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers });
  return { get, read, kept: answers.kept };
};

test('the order and the spelling of a query, and its defaults, make no other answer', async () => {
  const { get, read } = await createServer();
  const urls = ['?q=a&limit=100', '?limit=100&q=a', '?q=a', '?q=%61', '/?limit=1e2&q=a'];
  for (const url of urls) {
    const answer = await get(`/quests/1${url}`);
    expect(answer.json()).toEqual([{ id: '1' }, { limit: 100, q: 'a' }]);
  }
  expect(read).toHaveBeenCalledTimes(1);
});

test.each([
  ['/quests/2?q=a', {}],
  ['/quests/1?q=b', {}],
  ['/quests/1', {}],
  ['/quests/1?q=a', { superuser: 'yes' }],
])('what differs is read: %s as %j', async (url, headers) => {
  const { get, read } = await createServer();
  await get('/quests/1?q=a');
  await get(url, headers);
  expect(read).toHaveBeenCalledTimes(2);
});

test('what the route does not know is refused, and takes up no room', async () => {
  const { get, kept } = await createServer();
  expect((await get('/quests/1')).statusCode).toBe(200);
  expect((await get(`/quests/1?junk=${'x'.repeat(10_000)}`)).statusCode).toBe(422);
  expect(kept.size).toBe(1);
});

test('the keys of answers count as much as the answers', async () => {
  const { get, kept } = await createServer();
  await get('/quests/1');
  const before = kept.calculatedSize;
  await get(`/quests/${'x'.repeat(2_000)}`);
  // Once in the answer, and once in the key with two bytes for a character.
  expect(kept.calculatedSize - before).toBeGreaterThan(2_000 + 4_000);
});
