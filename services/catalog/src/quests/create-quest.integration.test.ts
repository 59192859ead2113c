import { selectOutboxRows } from '@questline/messaging/outbox/outbox.sql';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createTestCatalog,
  createTestReward,
  postQuest,
  type TestCatalog,
} from '../../test/create-test-catalog.ts';

let catalog: TestCatalog;
beforeAll(async () => {
  catalog = await createTestCatalog();
});
afterAll(() => catalog[Symbol.asyncDispose]());

const outbox = async () =>
  (await selectOutboxRows(catalog.database, 1000)).map(({ event }) => event);

test('a created quest is active, published and told once', async () => {
  const reward_id = await createTestReward(catalog, { reward_item: 'sword', reward_qty: 2 });
  const response = await postQuest(catalog, { name: ' Swordsman ', reward_id });

  expect(response.statusCode).toBe(201);
  const quest = response.json();
  expect(response.headers.location).toBe(`/api/v1/quests/${quest.id}`);
  expect(quest).toMatchObject({
    name: 'Swordsman',
    description: null,
    state: 'active',
    version: 1,
    reward: { id: reward_id, reward_item: 'sword', reward_qty: 2 },
    definition: { rewards: [{ item: 'sword', quantity: 2 }] },
  });
  const read = await catalog.app.inject({
    url: response.headers.location ?? '',
    headers: catalog.user,
  });
  expect(read.json()).toEqual(quest);
  const events = (await outbox()).filter(({ subject }) => subject === quest.id);
  expect(events.map(({ type, data }) => [type, data.name])).toEqual([
    ['QuestPublished', 'Swordsman'],
  ]);
});

test('a name is taken without regard to case, outer spaces and who comes first', async () => {
  const before = (await outbox()).length;
  const names = ['Übung', ' übung ', 'ÜBUNG', 'üBung'];
  const responses = await Promise.all(names.map((name) => postQuest(catalog, { name })));

  expect(responses.map(({ statusCode }) => statusCode).sort()).toEqual([201, 409, 409, 409]);
  expect((await postQuest(catalog, { name: 'übunG' })).json()).toMatchObject({
    status: 409,
    code: 'name-taken',
  });
  expect(await outbox()).toHaveLength(before + 1);
});

test('an unknown reward is a fault of reward_id', async () => {
  const response = await postQuest(catalog, { reward_id: v7() });
  expect(response.statusCode).toBe(422);
  expect(response.headers['content-type']).toContain('application/problem+json');
  expect(response.json().errors).toEqual([
    { path: 'reward_id', message: 'is not the id of a reward' },
  ]);
});

test.each([
  { streak: 0 },
  { duplication: 1.5 },
  { duplication: 1_000_001 },
  { name: '  ' },
  { name: 'x'.repeat(256) },
  { auto_claim: 'yes' },
  { reward_id: 'ten-diamonds' },
  { state: 'draft' },
  { name: 'nul \u0000' },
  { description: 'nul \u0000' },
  { name: 'lone \ud800' },
])('a body that cannot work is 422: %j', async (body) => {
  expect((await postQuest(catalog, body)).statusCode).toBe(422);
});

test('a quest that cannot be told is not stored either', async () => {
  // The name passes as text and is refused inside the event's JSON, after the quest was inserted.
  expect((await postQuest(catalog, { name: 'lone \ud800' })).statusCode).toBe(422);
  const { rows } = await catalog.database.query<{ quests: number }>({
    text: 'select count(*) as quests from quests',
  });
  expect(rows).toEqual([{ quests: (await outbox()).length }]);
});

describe('who calls comes before what they send', () => {
  const post = (headers: Record<string, string>, payload: string) =>
    catalog.app.inject({
      method: 'POST',
      url: '/api/v1/quests/',
      headers: { 'content-type': 'application/json', ...headers },
      payload,
    });

  test.each([
    ['no token', () => ({}), 401],
    ['an expired token', () => catalog.expired, 401],
    ['a bad token', () => ({ authorization: 'Bearer x.y.z' }), 401],
    ['a user', () => catalog.user, 403],
    ['a superuser', () => catalog.superuser, 400],
  ])('malformed JSON by %s', async (_who, headers, status) => {
    const response = await post(headers(), '{"name":');
    expect(response.statusCode).toBe(status);
    expect(response.json()).toMatchObject({ status });
  });

  test('a body over the limit is 413, another type 415', async () => {
    expect((await post(catalog.superuser, JSON.stringify('x'.repeat(1 << 20)))).statusCode).toBe(
      413,
    );
    const headers = { ...catalog.superuser, 'content-type': 'text/csv' };
    expect((await post(headers, 'a,b')).statusCode).toBe(415);
  });
});

describe('what is published never changes', () => {
  test.each([
    'update quest_versions set streak = 1',
    'delete from quest_versions',
    'truncate quest_versions cascade',
  ])('%s is refused', async (text) => {
    await postQuest(catalog);
    await expect(catalog.database.query({ text })).rejects.toThrow('never changes');
  });

  test('a changed reward changes neither the definition nor what the quest shows', async () => {
    const quest = (await postQuest(catalog)).json();
    await catalog.database.query({
      text: 'update rewards set reward_qty = 99, updated_at = now() where id = $1',
      values: [quest.reward_id],
    });
    const url = `/api/v1/quests/${quest.id}`;
    const after = (await catalog.app.inject({ url, headers: catalog.user })).json();
    expect(after.reward.reward_qty).toBe(5);
    expect(after.definition).toEqual(quest.definition);
  });

  test('a quest cannot point at a version that was not published', async () => {
    await postQuest(catalog);
    await expect(
      catalog.database.query({ text: 'update quests set current_version = 2' }),
    ).rejects.toThrow('quests_current_version_exists');
  });
});
