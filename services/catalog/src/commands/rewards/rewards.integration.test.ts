import { v7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestCatalog, type TestCatalog } from '../../../test/create-test-catalog.ts';

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
