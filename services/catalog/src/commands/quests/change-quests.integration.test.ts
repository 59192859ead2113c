import { selectOutboxRows } from '@questline/messaging/outbox/outbox.sql';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  changeQuest,
  createTestCatalog,
  postQuest,
  type TestCatalog,
} from '../../../test/create-test-catalog.ts';

let catalog: TestCatalog;
beforeAll(async () => {
  catalog = await createTestCatalog();
});
afterAll(() => catalog[Symbol.asyncDispose]());

const publish = async (body: object = {}) => (await postQuest(catalog, body)).json();
const read = (id: string, path = '', as: 'user' | 'superuser' | 'reader' = 'superuser') =>
  catalog.app.inject({ url: `/api/v1/quests/${id}${path}`, headers: catalog[as] });
const remove = (id: string, headers: object = {}) =>
  catalog.app.inject({
    method: 'DELETE',
    url: `/api/v1/quests/${id}`,
    headers: { ...catalog.superuser, ...headers },
  });
const told = async (id: string) =>
  (await selectOutboxRows(catalog.database, 10_000))
    .map(({ event }) => event)
    .filter(({ subject }) => subject === id);

test('a quest goes from draft to archived, and is seen where it is', async () => {
  const { id } = await publish({ state: 'draft' });
  for (const [step, state] of [
    ['publish', 'active'],
    ['pause', 'paused'],
    ['resume', 'active'],
    ['archive', 'archived'],
  ] as const) {
    const response = await changeQuest(catalog, id, step);
    expect([step, response.statusCode, response.json().state]).toEqual([step, 200, state]);
    expect((await read(id)).json()).toEqual(response.json());
    expect((await read(id, '', 'user')).statusCode).toBe(state === 'active' ? 200 : 404);
  }
  const events = await told(id);
  expect(events.map(({ type }) => type)).toEqual([
    'QuestDrafted',
    'QuestPublished',
    'QuestPaused',
    'QuestResumed',
    'QuestArchived',
  ]);
  // What other services order them by.
  expect(events.map(({ data }) => [data.version, data.state, data.revision]).slice(1)).toEqual([
    [1, 'active', 2],
    [1, 'paused', 3],
    [1, 'active', 4],
    [1, 'archived', 5],
  ]);
});

test('an edit is a new version, told with what becomes of users half-way', async () => {
  const quest = await publish();
  const response = await changeQuest(catalog, quest.id, { streak: 7, in_flight: 'restart' });
  expect(response.statusCode).toBe(200);
  expect(response.json()).toMatchObject({ version: 2, streak: 7, created_at: quest.created_at });
  expect((await read(quest.id)).json()).toEqual(response.json());
  const [, second] = await told(quest.id);
  expect(second?.data).toMatchObject({ version: 2, in_flight: 'restart', revision: 2 });
});

test.each<[string, object, string[]]>([
  ['of neither form', { state: 'active' }, ['state']],
  ['of both forms', { streak: 3, objectives: {} }, ['objectives']],
  ['of a name that is none', { name: ' ' }, ['name']],
  [
    'of a condition that cannot be',
    {
      objectives: {
        any_of: [
          { all_of: [{ event: 'x', where: '1 +', aggregate: 'count', op: '>=', target: 1 }] },
        ],
      },
    },
    ['objectives.any_of.0.all_of.0.where'],
  ],
  ['that is no object', [], ['']],
])('an edit %s is 422 by its path and changes nothing', async (_what, body, paths) => {
  const quest = await publish();
  const response = await changeQuest(catalog, quest.id, body);
  expect(response.statusCode).toBe(422);
  expect(response.json().errors.map(({ path }: { path: string }) => path)).toEqual(paths);
  expect((await read(quest.id)).json()).toEqual(quest);
});

test('a state that forbids it is 409, an archived quest whatever is asked', async () => {
  const { id } = await publish();
  const codeOf = async (change: Parameters<typeof changeQuest>[2]) => {
    const response = await changeQuest(catalog, id, change);
    return [response.statusCode, response.json().code];
  };
  expect(await codeOf('resume')).toEqual([409, 'wrong-state']);
  expect(await codeOf('publish')).toEqual([409, 'wrong-state']);
  await changeQuest(catalog, id, 'archive');
  for (const change of ['publish', 'pause', 'resume', 'archive', { name: 'x' }] as const) {
    expect(await codeOf(change)).toEqual([409, 'quest-archived']);
  }
  expect((await remove(id)).statusCode).toBe(409);
});

test('a draft that is deleted goes with its name, what was published is archived', async () => {
  const draft = await publish({ name: 'Short-lived', state: 'draft' });
  expect((await remove(draft.id)).statusCode).toBe(204);
  expect((await read(draft.id)).statusCode).toBe(404);
  expect((await remove(draft.id)).statusCode).toBe(404);
  const next = await postQuest(catalog, { name: 'short-LIVED' });
  expect(next.statusCode).toBe(201);

  const { id } = next.json();
  const removed = await remove(id);
  expect([removed.statusCode, removed.body]).toEqual([204, '']);
  expect((await read(id)).json().state).toBe('archived');
  expect((await postQuest(catalog, { name: 'Short-Lived' })).statusCode).toBe(409);
});

test('a name is taken for edits too, and its own in other letters is free', async () => {
  const [one, two] = [await publish({ name: 'Erste' }), await publish({ name: 'Zweite' })];
  const response = await changeQuest(catalog, two.id, { name: ' ERSTE ' });
  expect([response.statusCode, response.json().code]).toEqual([409, 'name-taken']);
  expect((await changeQuest(catalog, one.id, { name: 'ERSTE' })).json().name).toBe('ERSTE');
  expect((await read(two.id)).json()).toEqual(two);
});

describe('what was read before it is changed', () => {
  test('is held to by If-Match: 412 with what is there now', async () => {
    const { id } = await publish();
    const etag = String((await read(id)).headers.etag);
    const ifMatch = (tag: string) => ({ 'if-match': tag });
    const first = await changeQuest(catalog, id, { description: 'a' }, ifMatch(etag));
    expect(first.statusCode).toBe(200);
    expect(first.headers.etag).not.toBe(etag);

    const second = await changeQuest(catalog, id, { description: 'b' }, ifMatch(etag));
    expect(second.statusCode).toBe(412);
    expect(second.headers.etag).toBe(first.headers.etag);
    expect(second.json()).toMatchObject({
      code: 'stale',
      current_revision: 2,
      current_etag: first.headers.etag,
    });
    for (const stale of [
      await remove(id, ifMatch(etag)),
      await changeQuest(catalog, id, 'pause', ifMatch(etag)),
    ]) {
      expect(stale.statusCode).toBe(412);
    }
    expect((await read(id)).headers.etag).toBe(first.headers.etag);
    const weak = `"other", W/${first.headers.etag}`;
    const third = await changeQuest(catalog, id, { description: 'c' }, ifMatch(weak));
    expect(third.statusCode).toBe(200);
    expect((await changeQuest(catalog, id, 'pause', ifMatch('*'))).statusCode).toBe(200);
  });

  test('of many at once that read the same, one is let through', async () => {
    const { id } = await publish();
    const etag = String((await read(id)).headers.etag);
    const edits = Array.from({ length: 6 }, (_, index) =>
      changeQuest(catalog, id, { description: `${index}` }, { 'if-match': etag }),
    );
    const statuses = (await Promise.all(edits)).map(({ statusCode }) => statusCode);
    expect(statuses.sort()).toEqual([200, 412, 412, 412, 412, 412]);
    expect((await read(id)).json().version).toBe(2);
  });
});

describe('a command that comes again', () => {
  const withKey = (key: string, body: object, by: Record<string, string> = catalog.superuser) =>
    catalog.app.inject({
      method: 'POST',
      url: '/api/v1/rewards/',
      headers: { ...by, 'idempotency-key': key },
      payload: { reward_item: 'gold', reward_qty: 1, ...body },
    });

  test('is answered as the first time, at once too, and done once', async () => {
    const [key, reward_name] = [v7(), v7()];
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => withKey(key, { reward_name })),
    );
    answers.push(await withKey(key, { reward_name }));
    const told = answers.map(({ statusCode, headers, body }) => [
      statusCode,
      headers.location,
      headers.etag,
      headers['questline-version'],
      JSON.parse(body).id,
    ]);
    expect(told).toEqual(Array(6).fill(told[0]));
    expect(told[0]?.[0]).toBe(201);
  });

  test('with another body is 409, by another caller a command of its own', async () => {
    const key = v7();
    expect((await withKey(key, { reward_name: v7() })).statusCode).toBe(201);
    const reused = await withKey(key, { reward_name: v7() });
    expect([reused.statusCode, reused.json().code]).toEqual([409, 'idempotency-key-reused']);
    const others = await withKey(key, { reward_name: v7() }, catalog.writer);
    expect(others.statusCode).toBe(201);
  });

  test('after a refusal is tried again', async () => {
    const [key, reward_name] = [v7(), v7()];
    const blocker = await withKey(v7(), { reward_name });
    expect((await withKey(key, { reward_name })).statusCode).toBe(409);
    await catalog.app.inject({
      method: 'DELETE',
      url: `/api/v1/rewards/${blocker.json().id}`,
      headers: catalog.superuser,
    });
    expect((await withKey(key, { reward_name })).statusCode).toBe(201);
  });

  test.each(['', ' ', 'two words', 'ä', 'x'.repeat(256)])('with the key %j is 422', async (key) => {
    expect((await withKey(key, { reward_name: v7() })).statusCode).toBe(422);
  });

  test('long after is a new one: old keys are removed by those that come', async () => {
    const [key, reward_name] = [v7(), v7()];
    await withKey(key, { reward_name });
    await catalog.database.query({
      text: "update idempotency_keys set created_at = created_at - interval '25 hours'",
    });
    expect((await withKey(v7(), { reward_name: v7() })).statusCode).toBe(201);
    const { rows } = await catalog.database.query<{ keys: number }>({
      text: 'select count(*) as keys from idempotency_keys',
    });
    expect(rows).toEqual([{ keys: 1 }]);
    expect((await withKey(key, { reward_name })).json().code).toBe('name-taken');
  });
});

test('the history tells who did what and why, to superusers and servers alone', async () => {
  const { id } = await publish({ reason: 'for the summer' });
  await changeQuest(catalog, id, 'pause', catalog.writer);
  await changeQuest(catalog, id, { streak: 4, reason: 'too easy' });
  const page = (await read(id, '/history?limit=2')).json();
  expect(page.data).toMatchObject([
    {
      revision: 3,
      type: 'QuestPublished',
      reason: 'too easy',
      author: { kind: 'user' },
      data: { version: 2, state: 'paused' },
    },
    {
      revision: 2,
      type: 'QuestPaused',
      reason: null,
      author: { kind: 'api_key' },
      data: { state: 'paused' },
    },
  ]);
  const rest = (await read(id, `/history?cursor=${page.next_cursor}`)).json();
  expect(rest).toMatchObject({
    data: [{ revision: 1, type: 'QuestPublished', reason: 'for the summer' }],
    next_cursor: null,
  });
  expect((await read(id, '/history', 'user')).statusCode).toBe(403);
  expect((await read(id, '/history', 'reader')).statusCode).toBe(200);
  expect((await read(v7(), '/history')).statusCode).toBe(404);
});

test('every change reports to the audit log who made it, from where, and what was before', async () => {
  const { id } = await publish({ reason: 'for the summer' });
  await changeQuest(catalog, id, 'pause', catalog.writer);
  const rows = await selectOutboxRows(catalog.database, 100_000);
  const changes = rows.filter(({ event }) => event.subject === id).map(({ event }) => event.data);
  expect(changes.map(({ change }) => change)).toMatchObject([
    { author: { kind: 'user' }, address: '127.0.0.1', reason: 'for the summer' },
    { author: { kind: 'api_key' }, address: '127.0.0.1', before: { id, state: 'active' } },
  ]);
  expect(changes[0]?.change).not.toHaveProperty('before');
});

describe('servers with an API key', () => {
  const post = (headers: Record<string, string>) =>
    catalog.app.inject({
      method: 'POST',
      url: '/api/v1/rewards/',
      headers,
      payload: { reward_name: v7(), reward_item: 'gold', reward_qty: 1 },
    });
  const list = (headers: Record<string, string>) =>
    catalog.app.inject({ url: '/api/v1/quests/?state=archived', headers });

  test('write with catalog:write and read with either scope, all there is', async () => {
    const { id } = await publish();
    await changeQuest(catalog, id, 'archive');
    expect((await post(catalog.writer)).statusCode).toBe(201);
    expect((await post(catalog.reader)).statusCode).toBe(403);
    expect((await post(catalog.sender)).statusCode).toBe(403);
    for (const headers of [catalog.writer, catalog.reader]) {
      expect((await list(headers)).json().count).toBeGreaterThan(0);
    }
    expect((await list(catalog.sender)).statusCode).toBe(403);
  });
});

test('two drafts that unlock each other are not both published', async () => {
  const objective = { event: 'x', aggregate: 'count', op: '>=', target: 1 };
  const create = async () => {
    const response = await catalog.app.inject({
      method: 'POST',
      url: '/api/v1/quests/',
      headers: catalog.superuser,
      payload: {
        name: v7(),
        objectives: { any_of: [{ all_of: [objective] }] },
        rewards: [{ badge: 'x' }],
      },
    });
    return response.json().id as string;
  };
  const [one, two] = [await create(), await create()];
  const statuses = await Promise.all([
    changeQuest(catalog, one, { unlock: { all: [two] } }),
    changeQuest(catalog, two, { unlock: { all: [one] } }),
  ]);
  expect(statuses.map(({ statusCode }) => statusCode).sort()).toEqual([200, 422]);
});

test('a command that lost its way to the queries is 421', async () => {
  const response = await catalog.queries.inject({
    method: 'POST',
    url: '/api/v1/quests/',
    headers: catalog.superuser,
    payload: {},
  });
  expect(response.statusCode).toBe(421);
});

test('quests whose completions would lead back are refused with the way, until one is archived', async () => {
  const counting = (name: string, where?: string) => ({
    name,
    objectives: {
      any_of: [
        {
          all_of: [{ event: 'QuestCompleted', where, aggregate: 'count', op: '>=', target: 3 }],
        },
      ],
    },
    rewards: [{ badge: 'all' }],
  });
  const post = (payload: object) =>
    catalog.app.inject({
      method: 'POST',
      url: '/api/v1/quests',
      headers: catalog.superuser,
      payload,
    });
  const three = (await post(counting('Complete three'))).json();
  expect(three.state).toBe('active');
  const refused = await post(counting('Complete any'));
  expect(refused.statusCode).toBe(422);
  expect(refused.json().errors).toEqual([
    {
      path: 'objectives.any_of.0.all_of.0.event',
      message: expect.stringContaining("'Complete any' → 'Complete three' → 'Complete any'"),
    },
  ]);
  const named = counting('Complete named', `event.data.quest_id == "${v7()}"`);
  expect((await post(named)).statusCode).toBe(201);
  await changeQuest(catalog, three.id, 'archive');
  expect((await post(counting('Complete any'))).statusCode).toBe(201);
});
