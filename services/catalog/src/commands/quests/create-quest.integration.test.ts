import { selectOutboxRows } from '@questline/messaging/outbox/outbox.sql';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createTestCatalog,
  createTestReward,
  internalToken,
  postQuest,
  type TestCatalog,
} from '../../../test/create-test-catalog.ts';

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
  const published = (await outbox()).slice(before).filter(({ type }) => type === 'QuestPublished');
  expect(published).toHaveLength(1);
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
  { state: 'paused' },
  { in_flight: 'drop' },
  { objectives: { any_of: [] } },
  { name: 'nul \u0000' },
  { description: 'nul \u0000' },
  { name: 'lone \ud800' },
])('a body that cannot work is 422: %j', async (body) => {
  expect((await postQuest(catalog, body)).statusCode).toBe(422);
});

const fullForm = {
  objectives: {
    any_of: [{ all_of: [{ event: 'Purchase', aggregate: 'count', op: '>=', target: 2 }] }],
  },
  rewards: [{ item: 'crown', quantity: 1 }],
};
const postFull = (body: object) =>
  catalog.app.inject({
    method: 'POST',
    url: '/api/v1/quests/',
    headers: catalog.superuser,
    payload: { name: v7(), ...fullForm, ...body },
  });
const pathsOf = (response: { json(): { errors: { path: string }[] } }) =>
  response.json().errors.map(({ path }) => path);

test('the full form is stored as it is read back, with what it leaves open', async () => {
  const response = await postFull({ category: 'shop', in_flight: 'restart' });
  expect(response.statusCode).toBe(201);
  const quest = response.json();
  expect(quest).toMatchObject({
    state: 'active',
    category: 'shop',
    reward_id: null,
    reward: null,
    streak: null,
    duplication: 1,
    auto_claim: true,
    definition: {
      objectives: { any_of: [{ all_of: [{ event: ['Purchase'], target: 2 }] }] },
      repeat: { max: 1, policy: 'once' },
      rewards: [{ item: 'crown', quantity: 1 }],
    },
  });
  const url = `/api/v1/quests/${quest.id}`;
  expect((await catalog.app.inject({ url, headers: catalog.user })).json()).toEqual(quest);
  const told = (await outbox()).filter(({ subject }) => subject === quest.id);
  expect(told.map(({ data }) => [data.definition, data.in_flight])).toEqual([
    [quest.definition, 'restart'],
  ]);
});

test.each<[string, object, string[]]>([
  ['an aggregate without its field', { aggregate: 'sum' }, ['objectives.any_of.0.all_of.0.field']],
  ['an unknown aggregate', { aggregate: 'mean' }, ['objectives.any_of.0.all_of.0.aggregate']],
  ['a key nobody knows', { colour: 'red' }, ['objectives.any_of.0.all_of.0.colour']],
  ['a condition that is none', { where: 'event.data.' }, ['objectives.any_of.0.all_of.0.where']],
])('%s is 422 with its path', async (_what, part, paths) => {
  const objective = { ...fullForm.objectives.any_of[0]?.all_of[0], ...part };
  const response = await postFull({ objectives: { any_of: [{ all_of: [objective] }] } });
  expect(response.statusCode).toBe(422);
  expect(pathsOf(response)).toEqual(paths);
});

test('faults are those of the form that the keys mean', async () => {
  expect(pathsOf(await postFull({ rewards: [{ currency: 'gold', amount: 0 }] }))).toEqual([
    'rewards.0.amount',
  ]);
  expect(pathsOf(await postFull({ objectives: undefined }))).toEqual(['objectives']);
  expect(pathsOf(await postQuest(catalog, { streak: 0, rewards: [] }))).toEqual([
    'streak',
    'rewards',
  ]);
});

test('a draft need not work, is not published and seen by superusers alone', async () => {
  const objective = { event: 'Purchase', aggregate: 'sum', op: '>=', target: 1 };
  const broken = { objectives: { any_of: [{ all_of: [objective] }] } };
  const response = await postFull({ ...broken, state: 'draft' });
  expect(response.statusCode).toBe(201);
  const { id, state } = response.json();
  expect(state).toBe('draft');
  const told = (await outbox()).filter(({ subject }) => subject === id);
  expect(told.map(({ type }) => type)).toEqual(['QuestDrafted']);
  const url = `/api/v1/quests/${id}`;
  expect((await catalog.app.inject({ url, headers: catalog.user })).statusCode).toBe(404);
  expect((await catalog.app.inject({ url, headers: catalog.superuser })).statusCode).toBe(200);
  const list = await catalog.commands.inject({
    url: '/internal/v1/quest-versions?limit=1000',
    headers: { authorization: `Bearer ${internalToken}` },
  });
  expect(JSON.stringify(list.json())).not.toContain(id);
});

test('an unlock by a quest that is not there is 422 with its path', async () => {
  const known = (await postFull({})).json().id;
  expect((await postFull({ unlock: { all: [known] } })).statusCode).toBe(201);
  const response = await postFull({ unlock: { any: [known, v7()] } });
  expect(response.statusCode).toBe(422);
  expect(pathsOf(response)).toEqual(['unlock.any.1']);
});

test.each([
  ['deep', `${'['.repeat(200_000)}${']'.repeat(200_000)}`],
  ['deep in a part', `{"objectives":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`],
  ['wide', `{"objectives":{"any_of":[${'1,'.repeat(400_000)}1]}}`],
  ['no object', '"quest"'],
  ['nothing', 'null'],
])('a body that is %s is 422', async (_what, payload) => {
  const headers = { ...catalog.superuser, 'content-type': 'application/json' };
  const response = await catalog.app.inject({
    method: 'POST',
    url: '/api/v1/quests/',
    headers,
    payload,
  });
  expect(response.statusCode).toBe(422);
  expect(response.body.length).toBeLessThan(1_000);
});

test('a quest that cannot be told is not stored either', async () => {
  // The name passes as text and is refused inside the event's JSON, after the quest was inserted.
  expect((await postQuest(catalog, { name: 'lone \ud800' })).statusCode).toBe(422);
  const { rows } = await catalog.database.query<{ changes: number }>({
    text: 'select count(*) as changes from history',
  });
  expect(rows).toEqual([{ changes: (await outbox()).length }]);
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

describe('what was decided never changes', () => {
  test.each(["update history set data = '{}'", 'delete from history', 'truncate history cascade'])(
    '%s is refused',
    async (text) => {
      await postQuest(catalog);
      await expect(catalog.database.query({ text })).rejects.toThrow('never changes');
    },
  );

  test('a changed reward changes neither the definition nor what the quest shows', async () => {
    const quest = (await postQuest(catalog)).json();
    const edited = await catalog.app.inject({
      method: 'PATCH',
      url: `/api/v1/rewards/${quest.reward_id}`,
      headers: catalog.superuser,
      payload: { reward_qty: 99 },
    });
    expect(edited.json().reward_qty).toBe(99);
    const url = `/api/v1/quests/${quest.id}`;
    const after = (await catalog.app.inject({ url, headers: catalog.user })).json();
    expect(after.reward.reward_qty).toBe(5);
    expect(after.definition).toEqual(quest.definition);
  });

  test('a quest cannot stand where no change has led', async () => {
    await postQuest(catalog);
    await expect(
      catalog.database.query({ text: 'update aggregates set revision = revision + 1' }),
    ).rejects.toThrow('aggregates_revision_exists');
  });
});
