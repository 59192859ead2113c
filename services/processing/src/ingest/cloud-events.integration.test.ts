import type { ApiKeyGrant } from '@questline/contracts/auth/api-key';
import { hashApiKey } from '@questline/http/api-key-secret';
import { CloudEvent, HTTP } from 'cloudevents';
import { v7 as newId } from 'uuid';
import { describe, expect, it } from 'vitest';
import { anyOf, countOf, fullQuest } from '../testing/full-quests.ts';
import { type ProcessingHarness, startProcessing } from '../testing/processing-harness.ts';

const secret = `qlk_${'A'.repeat(43)}`;
const key: ApiKeyGrant = {
  id: newId(),
  name: 'game',
  scopes: ['events:write'],
  event_types: null,
  source: null,
  valid_until: null,
};
const quest = fullQuest('europe', {
  objectives: anyOf([
    countOf(5, { event: 'won', where: 'event.extensions.shard.startsWith("eu")' }),
  ]),
});

const start = () =>
  startProcessing({ apiKeys: new Map([[hashApiKey(secret), key]]), quests: [quest] });

type Body = string | Buffer | undefined;

const post = (
  { server }: ProcessingHarness,
  message: { headers: Record<string, unknown>; body?: unknown },
) =>
  server.inject({
    method: 'POST',
    url: '/api/v1/events',
    headers: { 'x-api-key': secret, prefer: 'wait=0', ...(message.headers as object) },
    ...(message.body !== undefined && { payload: message.body as Exclude<Body, undefined> }),
  });

const stored = async (processing: ProcessingHarness) => {
  const headers = await processing.authorize(newId(), { superuser: true });
  return (await processing.server.inject({ url: '/api/v1/events', headers })).json().data;
};

const game = { type: 'won', source: '/game', subject: 'Zoë 7' };

describe('a CloudEvent of the JavaScript SDK', () => {
  it.each<[string, object, object]>([
    ['an object', { data: { n: 1 } }, { data: { n: 1 } }],
    ['a list', { data: [1, 'a'] }, { data: [1, 'a'] }],
    ['nothing', {}, {}],
    [
      'text',
      { datacontenttype: 'text/plain', data: 'hello' },
      { datacontenttype: 'text/plain', data: 'hello' },
    ],
    [
      'XML',
      { datacontenttype: 'application/xml', data: '<a>ë</a>' },
      { datacontenttype: 'application/xml', data: '<a>ë</a>' },
    ],
    [
      'bytes',
      { datacontenttype: 'image/png', data: Buffer.from([0, 255, 128]) },
      { datacontenttype: 'image/png', data_base64: 'AP+A' },
    ],
    [
      'other JSON',
      { datacontenttype: 'application/vnd.acme+json', data: { n: 1 } },
      { datacontenttype: 'application/vnd.acme+json', data: { n: 1 } },
    ],
  ])(
    'with %s as data is the same in every mode, and shown as it was sent',
    async (_, data, shown) => {
      await using processing = await start();
      const event = new CloudEvent({ ...game, id: 'e1', shard: 'eu-1', ...data });
      const structured = HTTP.structured(event);
      const messages = [
        HTTP.binary(event),
        structured,
        {
          headers: { 'content-type': 'application/cloudevents-batch+json' },
          body: `[${String(structured.body)}]`,
        },
        // Attributes in headers besides those in the body, as the binding allows.
        {
          headers: { ...HTTP.binary(event).headers, ...structured.headers },
          body: structured.body,
        },
      ];
      for (const [index, message] of messages.entries()) {
        const answer = await post(processing, message);
        expect(answer.json().results, `message ${index}`).toMatchObject([
          { id: 'e1', status: index === 0 ? 'accepted' : 'replayed' },
        ]);
      }
      const [only, ...others] = await stored(processing);
      expect(others).toEqual([]);
      const { seq: _seq, ...rest } = only;
      expect(rest).toEqual({
        id: 'e1',
        source: '/game',
        type: 'won',
        user_id: 'Zoë 7',
        time: event.time,
        extensions: { shard: 'eu-1' },
        flag: null,
        ...shown,
      });
    },
  );

  it('is counted by what its extension attributes say', async () => {
    await using processing = await start();
    const send = async (more: object) => {
      const answer = await post(processing, HTTP.binary(new CloudEvent({ ...game, ...more })));
      const [{ caused }] = answer.json().results;
      return caused.progress[0]?.streak ?? caused.unmoved[0]?.reason;
    };
    expect(await send({ shard: 'eu-1', datacontenttype: 'text/plain', data: 'text' })).toBe(1);
    expect(await send({ shard: 'us-1' })).toBe('no-match');
    expect(await send({})).toBe('field');
  });
});

describe('the address for events', () => {
  it('answers an empty batch with no results', async () => {
    await using processing = await start();
    for (const type of ['application/cloudevents-batch+json', 'application/json']) {
      const answer = await processing.server.inject({
        method: 'POST',
        url: '/api/v1/events',
        headers: { 'x-api-key': secret, 'content-type': type },
        payload: '[]',
      });
      expect([answer.statusCode, answer.json()]).toEqual([202, { results: [] }]);
    }
  });

  it('says what it takes where it does not take a type', async () => {
    await using processing = await start();
    const answer = await post(processing, { headers: { 'content-type': 'text/csv' }, body: 'a' });
    expect(answer.statusCode).toBe(415);
    expect(answer.headers['accept-post']).toContain('application/cloudevents+json');
    expect(answer.json()).toMatchObject({ code: 'refused', status: 415 });
  });

  it.each([
    ['ce-id', 'a, b'],
    ['idempotency-key', 'k'],
    ['content-type', 'application/json'],
  ])('refuses a second header %s', async (name, value) => {
    await using processing = await start();
    const address = await processing.server.listen({ port: 0, host: '127.0.0.1' });
    const { request } = await import('node:http');
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sent = request(`${address}/api/v1/events`, { method: 'POST' }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      sent.on('error', reject);
      sent.setHeader('x-api-key', secret);
      sent.setHeader('content-type', 'application/json');
      sent.setHeader(name, [value, value]);
      sent.end('{"type":"won","user_id":"ada"}');
    });
    expect(status).toBe(400);
    expect(await processing.count('events')).toBe(0);
  });
});
