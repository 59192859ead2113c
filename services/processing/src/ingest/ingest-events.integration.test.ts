import type { ApiKeyGrant } from '@questline/contracts/auth/api-key';
import { hashApiKey } from '@questline/http/api-key-secret';
import { v7 as newId } from 'uuid';
import { describe, expect, it } from 'vitest';
import { type ProcessingHarness, startProcessing } from '../testing/processing-harness.ts';
import { questVersionOf } from '../testing/quests.ts';

const secret = `qlk_${'A'.repeat(43)}`;
const boundSecret = `qlk_${'B'.repeat(43)}`;
const shopSecret = `qlk_${'C'.repeat(43)}`;
const gameSecret = `qlk_${'D'.repeat(43)}`;
const keyOf = (event_types: string[] | null, change: Partial<ApiKeyGrant> = {}): ApiKeyGrant => ({
  id: newId(),
  name: 'game',
  scopes: ['events:write'],
  event_types,
  source: null,
  valid_until: null,
  ...change,
});
const apiKeys = new Map([
  [hashApiKey(secret), keyOf(null)],
  [hashApiKey(boundSecret), keyOf(['match_won'])],
  [hashApiKey(shopSecret), keyOf(null, { source: 'shop' })],
  [hashApiKey(gameSecret), keyOf(null, { source: 'game' })],
]);
const quest = questVersionOf({ event: ['match_won'], target: 2, max: 2 });

const start = (options: Parameters<typeof startProcessing>[0] = {}) =>
  startProcessing({ apiKeys, quests: [quest], ...options });

const post = (
  { server }: ProcessingHarness,
  payload: unknown,
  headers: Record<string, string> = {},
) =>
  server.inject({
    method: 'POST',
    url: '/api/v1/events/',
    headers: { 'x-api-key': secret, 'content-type': 'application/json', ...headers },
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  });

const won = (change: object = {}) => ({ type: 'match_won', user_id: 'player 7', ...change });

describe('posting events', () => {
  it('stores one and moves its quests for a user who never signed up', async () => {
    await using processing = await start();
    const answer = await post(processing, won({ data: { map: 'desert' } }));
    expect(answer.statusCode).toBe(202);
    expect(answer.json().results).toMatchObject([{ status: 'accepted' }]);
    await post(processing, won());
    expect(await processing.count('grants')).toBe(1);
    const progress = await processing.server.inject({
      url: `/api/v1/progress/?user_id=${encodeURIComponent('player 7')}`,
      headers: await processing.authorize(newId(), { superuser: true }),
    });
    expect(progress.json()).toMatchObject({
      count: 1,
      data: [
        {
          user_id: 'player 7',
          streak: 0,
          target: 2,
          duplication: 1,
          objectives: [[{ target: 2 }]],
        },
      ],
    });
  });

  it('says of each of a list what became of it, in order', async () => {
    await using processing = await start();
    await post(processing, won({ id: 'a', data: { n: 1 }, time: new Date().toISOString() }));
    const { time } = (
      await processing.server.inject({
        url: '/api/v1/events/',
        headers: await processing.authorize(newId(), { superuser: true }),
      })
    ).json().data[0];
    const answer = await post(processing, [
      won({ id: 'a', data: { n: 1 }, time }),
      won({ id: 'a', data: { n: 2 }, time }),
      won({ id: 'b' }),
      won({ id: 'c', user_id: '' }),
      won({ id: 'd', data: { deep: { text: 'a\0b' } } }),
    ]);
    expect(answer.statusCode).toBe(202);
    expect(answer.json().results).toMatchObject([
      { id: 'a', status: 'replayed' },
      { id: 'a', status: 'rejected', code: 409 },
      { id: 'b', status: 'accepted' },
      { id: 'c', status: 'rejected', code: 422, errors: [{ path: 'user_id' }] },
      { id: 'd', status: 'rejected', code: 422, errors: [{ path: 'data.deep.text' }] },
    ]);
    expect(await processing.count('events')).toBe(3);
  });

  it('tells with Prefer: wait what each event caused', async () => {
    await using processing = await start();
    const answer = await post(processing, [won(), won(), won({ type: 'chat' })], {
      prefer: 'respond-async, wait=0',
    });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['preference-applied']).toBe('wait=0');
    const [first, second, third] = answer.json().results;
    expect(first.caused).toMatchObject({ progress: [{ streak: 1, target: 2 }], grants: [] });
    expect(second.caused).toMatchObject({
      progress: [{ streak: 2, target: 2 }],
      completions: [{ ordinal: 1, step: 0, payment: 'granted', claimable: false }],
      grants: [{ lines: [{ currency: 'diamond', amount: 10 }], credited: false }],
    });
    expect(third.caused).toEqual({ progress: [], unmoved: [], completions: [], grants: [] });
  });

  it('explains why a quest was not moved', async () => {
    const locked = questVersionOf({ quest_id: newId(), name: 'later', event: ['match_won'] });
    const definition = { ...locked.definition, unlock: { all: [quest.quest_id] } };
    await using processing = await start({ quests: [quest, { ...locked, definition }] });
    const answer = await post(processing, won(), { prefer: 'wait=0' });
    expect(answer.json().results[0].caused.unmoved).toEqual([
      { quest_id: locked.quest_id, quest_name: 'later', reason: 'locked' },
    ]);
  });

  it.each([
    [
      'structured',
      { 'content-type': 'application/cloudevents+json; charset=utf-8' },
      (event: object) => event,
    ],
    [
      'batched',
      { 'content-type': 'application/cloudevents-batch+json' },
      (event: object) => [event],
    ],
    ['as plain JSON', { 'content-type': 'application/json' }, (event: object) => event],
  ])('takes a CloudEvent %s', async (_mode, headers, wrap) => {
    await using processing = await start();
    const event = {
      specversion: '1.0',
      id: 'e1',
      source: '/game/servers/1',
      type: 'match_won',
      subject: 'player 7',
      shard: 'extension',
      data: { n: 1 },
    };
    for (const status of ['accepted', 'replayed']) {
      const answer = await post(processing, wrap(event), headers);
      expect(answer.json().results).toEqual([{ id: 'e1', status }]);
    }
    expect(await processing.count('events')).toBe(1);
  });

  it('takes a CloudEvent in the binary mode', async () => {
    await using processing = await start();
    const answer = await post(
      processing,
      { n: 1 },
      {
        'ce-specversion': '1.0',
        'ce-id': 'e1',
        'ce-source': '/game',
        'ce-type': 'match_won',
        'ce-subject': 'Zo%C3%AB',
      },
    );
    expect(answer.json().results).toEqual([{ id: 'e1', status: 'accepted' }]);
    const { rows } = await processing.database.query({ text: 'select user_id, data from events' });
    expect(rows).toEqual([{ user_id: 'Zoë', data: { n: 1 } }]);
  });

  it('gives events without ids the ids of the Idempotency-Key, so that a repeat changes nothing', async () => {
    await using processing = await start();
    const send = () => post(processing, [won(), won()], { 'idempotency-key': 'k1' });
    expect((await send()).json().results).toMatchObject([
      { id: 'k1/0', status: 'accepted' },
      { id: 'k1/1', status: 'accepted' },
    ]);
    expect((await send()).json().results).toMatchObject([
      { id: 'k1/0', status: 'replayed' },
      { id: 'k1/1', status: 'replayed' },
    ]);
  });

  it('counts once what many requests send at the same time', async () => {
    await using processing = await start();
    const events = Array.from({ length: 60 }, (_, index) =>
      won({ id: `e${index}`, user_id: `user ${index % 3}` }),
    );
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        post(processing, index % 2 ? events : [...events].reverse()),
      ),
    );
    const statuses = answers.flatMap((answer) =>
      answer.json().results.map(({ status }: { status: string }) => status),
    );
    expect(statuses.filter((status) => status === 'accepted')).toHaveLength(60);
    expect(statuses.filter((status) => status === 'replayed')).toHaveLength(540);
    expect(await processing.count('grants')).toBe(6);
  });

  it('lets in keys for their types, and superusers; nobody else', async () => {
    await using processing = await start();
    const bound = { 'x-api-key': boundSecret };
    expect((await post(processing, won(), bound)).statusCode).toBe(202);
    const other = await post(processing, won({ type: 'chat' }), bound);
    expect(other.statusCode).toBe(403);
    const mixed = await post(processing, [won({ type: 'chat' }), won()], bound);
    expect(mixed.json().results).toMatchObject([{ code: 403 }, { status: 'accepted' }]);
    const send = (headers: Record<string, string>) =>
      processing.server.inject({
        method: 'POST',
        url: '/api/v1/events',
        headers,
        payload: won(),
      });
    expect((await send({})).statusCode).toBe(401);
    expect((await send({ 'x-api-key': `qlk_${'Z'.repeat(43)}` })).statusCode).toBe(401);
    expect((await send(await processing.authorize(newId()))).statusCode).toBe(403);
    const superuser = await processing.authorize(newId(), { superuser: true });
    expect((await send(superuser)).statusCode).toBe(202);
  });

  it.each([
    ['not JSON', '{', 400],
    ['nothing', '', 400],
    ['a number', '7', 422],
    ['too many events', JSON.stringify(Array.from({ length: 1_001 }, () => won())), 422],
    ['brackets without end', '['.repeat(1_000_000), 422],
    [
      'data nested too deep',
      `{"type":"a","user_id":"b","data":${'{"a":'.repeat(35)}1${'}'.repeat(35)}}`,
      422,
    ],
    ['a number beyond all bounds', '{"type":"a","user_id":"b","data":{"n":1e999}}', 422],
    [
      'an integer that would be rounded',
      '{"type":"a","user_id":"b","data":{"n":12345678901234567890}}',
      422,
    ],
    ['a prototype', '{"type":"a","user_id":"b","data":{"__proto__":{"x":1}}}', 400],
    [
      'a prototype in disguise',
      '{"type":"a","user_id":"b","data":{"\\u005f_proto__":{"x":1}}}',
      400,
    ],
    ['half a surrogate pair', '{"type":"a","user_id":"b\\ud800"}', 422],
    ['a user id too long', JSON.stringify(won({ user_id: 'x'.repeat(129) })), 422],
    ['data too large', JSON.stringify(won({ data: { text: 'x'.repeat(17_000) } })), 422],
    ['a time long past', JSON.stringify(won({ time: '1970-01-01T00:00:00Z' })), 422],
    ['a time far ahead', JSON.stringify(won({ time: '9999-01-01T00:00:00Z' })), 422],
    ['a reserved type', JSON.stringify(won({ type: 'RewardGranted' })), 422],
    ['an unknown field', JSON.stringify(won({ gold: 5 })), 422],
    [
      'a reserved source',
      '{"specversion":"1.0","id":"1","source":"questline/auth","type":"a","subject":"b"}',
      422,
    ],
  ])('refuses %s and changes nothing', async (_what, body, status) => {
    await using processing = await start();
    const answer = await post(processing, body);
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(await processing.count('events')).toBe(0);
  });

  it('refuses a body beyond 4 MiB, and types it does not know', async () => {
    await using processing = await start();
    expect((await post(processing, ' '.repeat(4 * 1024 * 1024 + 1))).statusCode).toBe(413);
    expect((await post(processing, 'a', { 'content-type': 'text/plain' })).statusCode).toBe(415);
  });

  it('refuses with Retry-After what it has no room for, before it reads it', async () => {
    await using processing = await start({ settings: { ingestQueueMax: 3, batchSizeMax: 1 } });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => post(processing, won({ id: `e${index}` }))),
    );
    const accepted = answers.filter(({ statusCode }) => statusCode === 202);
    const refused = answers.filter(({ statusCode }) => statusCode === 503);
    expect(accepted.length + refused.length).toBe(20);
    expect(refused.length).toBeGreaterThan(0);
    for (const { headers } of refused) expect(headers['retry-after']).toBe('1');
    expect(await processing.count("events where source = 'app'")).toBe(accepted.length);
  });
});

describe('keys of several apps', () => {
  const byShop = { 'x-api-key': shopSecret };
  const byGame = { 'x-api-key': gameSecret };

  it.each([
    ['one id', won({ type: 'chat', id: '1' }), {}],
    ['one Idempotency-Key', won({ type: 'chat' }), { 'idempotency-key': 'k' }],
  ])('store each event under %s, and each repeat once', async (_what, event, headers) => {
    await using processing = await start();
    const send = async (by: Record<string, string>) =>
      (await post(processing, event, { ...by, ...headers })).json().results[0].status;
    expect([
      await send(byShop),
      await send(byGame),
      await send(byShop),
      await send(byGame),
    ]).toEqual(['accepted', 'accepted', 'replayed', 'replayed']);
    expect(await processing.count('events')).toBe(2);
  });

  it('post under no source but their own', async () => {
    await using processing = await start();
    const event = { specversion: '1.0', id: '1', type: 'match_won', subject: 'player 7' };
    const postFrom = (source: string) => post(processing, { ...event, source }, byShop);
    const refused = await postFrom('game');
    expect(refused.statusCode).toBe(403);
    expect(refused.json().results).toMatchObject([{ id: '1', code: 403 }]);
    expect((await postFrom('shop')).statusCode).toBe(202);
    expect(await processing.count('events')).toBe(1);
  });

  it.each(['UserSignIn', 'NewUserSignIn'])('send no %s for an account', async (type) => {
    await using processing = await start();
    const answer = await post(processing, won({ type }), byShop);
    expect(answer.statusCode).toBe(403);
    expect(answer.json().detail).toMatch('sign-ins:write');
    expect(await processing.count('events')).toBe(0);
  });
});
