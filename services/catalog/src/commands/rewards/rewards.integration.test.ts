import { v7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
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

type As = 'user' | 'superuser';
const get = (path: string, as: As = 'user') =>
  catalog.app.inject({ url: `/api/v1/rewards${path}`, headers: catalog[as] });
const post = (body: object, as: As = 'superuser') =>
  catalog.app.inject({
    method: 'POST',
    url: '/api/v1/rewards/',
    headers: catalog[as],
    payload: { reward_name: v7(), reward_item: 'gold', reward_qty: 1, ...body },
  });

test('a created reward is read by its id and in the list, newest first', async () => {
  const older = (await post({})).json();
  const response = await post({ reward_name: ' Chest ', reward_item: 'chest', reward_qty: 7 });

  expect(response.statusCode).toBe(201);
  const reward = response.json();
  expect(reward).toMatchObject({ reward_name: 'Chest', reward_item: 'chest', reward_qty: 7 });
  expect(response.headers.location).toBe(`/api/v1/rewards/${reward.id}`);
  for (const path of [`/${reward.id}`, `/${reward.id}/`]) {
    expect((await get(path)).json()).toEqual(reward);
  }
  for (const path of ['', '/']) {
    const { data, count } = (await get(`${path}?limit=2`)).json();
    expect(data).toEqual([reward, older]);
    expect(count).toBe(2);
  }
  expect((await get('/?skip=1&limit=1')).json()).toEqual({ data: [older], count: 2 });
});

test('a name is taken without regard to case and outer spaces', async () => {
  const names = ['Épée', 'épée ', ' ÉPÉE'];
  const responses = await Promise.all(names.map((reward_name) => post({ reward_name })));
  expect(responses.map(({ statusCode }) => statusCode).sort()).toEqual([201, 409, 409]);
});

test.each([
  { reward_qty: 0 },
  { reward_qty: -1 },
  { reward_qty: 1.5 },
  { reward_qty: 1_000_000_001 },
  { reward_name: '' },
  { reward_item: ' ' },
  { reward_item: 'x'.repeat(65) },
  { reward_item: 'badge:first' },
  { reward_name: 'nul \u0000' },
  { extra: true },
])('a reward that cannot be is 422: %j', async (body) => {
  expect((await post(body)).statusCode).toBe(422);
});

test('users read and do not write; guests do neither', async () => {
  expect((await post({ reward_qty: 0 }, 'user')).statusCode).toBe(403);
  for (const url of ['/api/v1/rewards/', `/api/v1/rewards/${v7()}`, '/api/v1/rewards/x']) {
    expect((await catalog.app.inject({ url })).statusCode).toBe(401);
  }
  const guest = { method: 'POST', url: '/api/v1/rewards', payload: '{' } as const;
  expect((await catalog.app.inject(guest)).statusCode).toBe(401);
});

test.each([
  [`/${v7()}`, 404],
  ['/x', 422],
  ['/?limit=0', 422],
  ['/?limit=1001', 422],
])('GET /rewards%s is %i', async (path, status) => {
  expect((await get(path)).statusCode).toBe(status);
});

test('the database itself refuses a reward that pays nothing', async () => {
  await post({});
  const text = `
    insert into history
    select position + 1, gen_random_uuid(), aggregate, gen_random_uuid(), 1, type,
      jsonb_set(data, '{reward,reward_qty}', '0'), author_kind, author_id, reason, occurred_at
    from history order by position desc limit 1`;
  await expect(catalog.database.query({ text })).rejects.toThrow('history_reward_pays');
});

const send = (method: 'PATCH' | 'DELETE', id: string, payload?: object, as: As = 'superuser') =>
  catalog.app.inject({
    method,
    url: `/api/v1/rewards/${id}`,
    headers: catalog[as],
    ...(payload && { payload }),
  });

test('an edited reward is another state of the same one, and its name is looked after', async () => {
  const [reward, other] = [(await post({})).json(), (await post({ reward_name: 'Taken' })).json()];
  const response = await send('PATCH', reward.id, { reward_qty: 9, reason: 'more' });
  expect(response.statusCode).toBe(200);
  const edited = response.json();
  expect(edited).toEqual({ ...reward, reward_qty: 9, updated_at: edited.updated_at });
  const read = await get(`/${reward.id}`);
  expect([read.json(), read.headers.etag]).toEqual([edited, response.headers.etag]);
  const held = { ...catalog.user, 'if-none-match': String(read.headers.etag) };
  const again = await catalog.app.inject({ url: `/api/v1/rewards/${reward.id}`, headers: held });
  expect([again.statusCode, again.body]).toEqual([304, '']);

  const unchanged = await send('PATCH', reward.id, { reward_qty: 9 });
  expect(unchanged.headers.etag).toBe(response.headers.etag);
  expect((await send('PATCH', reward.id, { reward_name: ' tAKEN' })).statusCode).toBe(409);
  expect((await send('PATCH', other.id, { reward_name: 'taken' })).json().reward_name).toBe(
    'taken',
  );
});

test('a retired reward is gone with its name, and published quests go on paying it', async () => {
  const reward = (await post({ reward_name: 'Retired' })).json();
  const quest = (await postQuest(catalog, { reward_id: reward.id })).json();
  const draft = (await postQuest(catalog, { reward_id: reward.id, state: 'draft' })).json();
  expect((await send('DELETE', reward.id)).statusCode).toBe(204);
  expect((await get(`/${reward.id}`)).statusCode).toBe(404);
  expect((await send('DELETE', reward.id)).statusCode).toBe(404);
  expect((await send('PATCH', reward.id, { reward_qty: 2 })).statusCode).toBe(404);
  expect((await post({ reward_name: 'retired' })).statusCode).toBe(201);

  const edited = await changeQuest(catalog, quest.id, { streak: 9 });
  expect(edited.json()).toMatchObject({ streak: 9, reward });
  expect(edited.json().definition.rewards).toEqual(quest.definition.rewards);
  const refused = [
    await postQuest(catalog, { reward_id: reward.id }),
    await changeQuest(catalog, quest.id, { reward_id: reward.id }),
    await changeQuest(catalog, draft.id, 'publish'),
  ];
  for (const response of refused) {
    expect([response.statusCode, response.json().errors?.[0].path]).toEqual([422, 'reward_id']);
  }
});

test.each([{ reward_qty: 0 }, { reward_name: ' ' }, { extra: 1 }, { reason: 1 }])(
  'an edit that cannot be is 422: %j',
  async (body) => {
    const { id } = (await post({})).json();
    expect((await send('PATCH', id, body)).statusCode).toBe(422);
    expect((await send('PATCH', id, { reward_qty: 2 }, 'user')).statusCode).toBe(403);
  },
);
