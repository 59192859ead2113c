import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  changeQuest,
  createTestCatalog,
  type TestCatalog,
} from '../../../test/create-test-catalog.ts';

let catalog: TestCatalog;
const hourMs = 3_600_000;
const inHours = (hours: number) => new Date(Date.now() + hours * hourMs).toISOString();
const objective = { event: 'Purchase', aggregate: 'count', op: '>=', target: 1 };
const create = async (body: object) => {
  const response = await catalog.app.inject({
    method: 'POST',
    url: '/api/v1/quests/',
    headers: catalog.superuser,
    payload: {
      objectives: { any_of: [{ all_of: [objective] }] },
      rewards: [{ badge: 'x' }],
      ...body,
    },
  });
  expect(response.statusCode).toBe(201);
  return response;
};

beforeAll(async () => {
  catalog = await createTestCatalog();
  await create({ name: 'Älteste', category: 'shop', window: { end: inHours(1) } });
  await create({ name: 'buy-three-times', category: 'shop', window: { start: inHours(1) } });
  await create({ name: 'Read', description: 'Read three books', category: 'library' });
  await create({ name: 'apples', category: 'shop', state: 'draft' });
  await create({
    name: 'Yesterday',
    window: { start: inHours(-48), end: inHours(-24) },
    state: 'draft',
  });
});
afterAll(() => catalog[Symbol.asyncDispose]());

const list = async (query: string, as: 'user' | 'superuser' = 'user') => {
  const url = `/api/v1/quests/?${query}`;
  const { data, count } = (await catalog.app.inject({ url, headers: catalog[as] })).json();
  return [data.map(({ name }: { name: string }) => name), count];
};

test.each([
  ['category=shop', ['buy-three-times', 'Älteste'], 2],
  ['category=Shop', [], 0],
  ['schedule=running', ['Read', 'Älteste'], 2],
  ['schedule=upcoming', ['buy-three-times'], 1],
  ['schedule=ended', [], 0],
  ['q=three', ['Read', 'buy-three-times'], 2],
  ['q=THR tim', ['buy-three-times'], 1],
  ['q=älteste', ['Älteste'], 1],
  ['q=lib', ['Read'], 1],
  ['q=nothing', [], 0],
  ['q=%26%26%20!', ['Read', 'buy-three-times', 'Älteste'], 3],
  ['sort=name', ['Read', 'buy-three-times', 'Älteste'].sort(), 3],
  ['sort=created_at&limit=1', ['Älteste'], 3],
  ['q=three&category=shop&skip=1', [], 1],
])('GET /quests/?%s for a player', async (query, names, count) => {
  const [found, total] = await list(query);
  expect([query.startsWith('sort=name') ? [...found].sort() : found, total]).toEqual([
    names,
    count,
  ]);
});

test.each([
  ['state=draft&category=shop', ['apples'], 1],
  ['schedule=ended', ['Yesterday'], 1],
  ['sort=name&limit=2', ['apples', 'buy-three-times'], 5],
])('GET /quests/?%s for a superuser', async (query, names, count) => {
  expect(await list(query, 'superuser')).toEqual([names, count]);
});

test.each(['schedule=soon', 'sort=id', `q=${'x'.repeat(201)}`, 'category='])(
  'GET /quests/?%s is 422',
  async (query) => {
    const url = `/api/v1/quests/?${query}`;
    expect((await catalog.app.inject({ url, headers: catalog.user })).statusCode).toBe(422);
  },
);

test('a quest that is renamed is found by its new name alone', async () => {
  const { id } = (await create({ name: 'before' })).json();
  await changeQuest(catalog, id, { name: 'afterwards' });
  const url = (name: string) => `/api/v1/quests/name/${name}`;
  const read = (name: string) => catalog.app.inject({ url: url(name), headers: catalog.user });
  expect([(await read('before')).statusCode, (await read('afterwards')).json().id]).toEqual([
    404,
    id,
  ]);
});

test.each([
  { start: '0000-01-01T00:00:00Z', end: '9999-12-31T23:59:59-23:59' },
  { start: '2026-01-01T00:00:00+23:59' },
  { start: '2024-02-29T00:00:00Z', end: '2024-02-29T00:00:00.123456789Z' },
])('whatever instants a draft names, it is shown: %j', async (window) => {
  const { id } = (await create({ name: v7(), state: 'draft', window })).json();
  const url = `/api/v1/quests/${id}`;
  const response = await catalog.app.inject({ url, headers: catalog.superuser });
  expect(response.json().definition.window).toEqual(window);
});

describe('what its caller has written', () => {
  const read = (id: string, headers: Record<string, string>) =>
    catalog.app.inject({
      url: `/api/v1/quests/${id}`,
      headers: { ...catalog.superuser, ...headers },
    });

  test('is waited for, by header and by cookie, and 503 when it takes too long', async () => {
    catalog.held.back = true;
    const response = await create({ name: v7() });
    catalog.held.back = false;
    const { id } = response.json();
    const version = String(response.headers['questline-version']);
    expect((await read(id, {})).statusCode).toBe(404);
    const late = await read(id, { 'questline-min-version': version });
    expect([late.statusCode, late.headers['retry-after']]).toEqual([503, '1']);
    expect(late.json().code).toBe('not-yet-visible');

    const waiting = [
      read(id, { 'questline-min-version': version }),
      read(id, { cookie: `questline_catalog_version=${version}` }),
    ];
    await catalog.show();
    for (const answer of await Promise.all(waiting)) {
      expect(answer.statusCode).toBe(200);
      expect(Number(answer.headers['questline-version'])).toBeGreaterThanOrEqual(Number(version));
    }
  });

  test('is asked for by a browser that wrote with its session', async () => {
    const { authorization } = catalog.superuser;
    const headers = {
      cookie: `questline_session=${authorization.split(' ')[1]}`,
      host: 'questline.test',
      origin: 'http://questline.test',
    };
    const response = await catalog.app.inject({
      method: 'POST',
      url: '/api/v1/rewards/',
      headers,
      payload: { reward_name: v7(), reward_item: 'gold', reward_qty: 1 },
    });
    expect(response.statusCode).toBe(201);
    const version = response.headers['questline-version'];
    expect(String(response.headers['set-cookie'])).toMatch(
      new RegExp(
        `^questline_catalog_version=${version}; Max-Age=60; Path=/api/v1; HttpOnly; SameSite=Strict`,
      ),
    );
  });

  test.each([
    ['questline-min-version', 'soon', 422],
    ['questline-min-version', '-1', 422],
    ['cookie', 'questline_catalog_version=soon', 404],
  ])('%s: %s is %i', async (name, value, status) => {
    expect((await read(v7(), { [name]: value })).statusCode).toBe(status);
  });
});

test('what is kept in memory is what the views show, for each who asks', async () => {
  const { id } = (await create({ name: 'kept' })).json();
  const url = `/api/v1/quests/${id}`;
  const read = (as: 'user' | 'superuser') => catalog.app.inject({ url, headers: catalog[as] });
  for (const state of ['active', 'paused', 'active'] as const) {
    for (const as of ['superuser', 'user', 'superuser', 'user'] as const) {
      const response = await read(as);
      const expected = as === 'superuser' || state === 'active' ? 200 : 404;
      expect([state, as, response.statusCode]).toEqual([state, as, expected]);
      if (expected === 200) expect(response.json().state).toBe(state);
    }
    await changeQuest(catalog, id, state === 'active' ? 'pause' : 'resume');
  }
  // Only while nothing changes: the database is not asked again.
  await read('superuser');
  await catalog.views.query({ text: 'alter table quests rename to hidden' });
  expect((await read('superuser')).statusCode).toBe(200);
  await catalog.views.query({ text: 'alter table hidden rename to quests' });
});

test('an answer from memory is as checked and as complete as the first one', async () => {
  const { id } = (await create({ name: 'kept whole' })).json();
  const url = `/api/v1/quests/${id}`;
  const read = (headers: Record<string, string>, method: 'GET' | 'HEAD' = 'GET') =>
    catalog.app.inject({ method, url, headers });
  const { user } = catalog;
  const first = await read(user);
  const again = await read(user);
  expect([again.statusCode, again.body]).toEqual([200, first.body]);
  const lasting = ({ 'x-request-id': _id, date: _date, ...headers }: typeof first.headers) =>
    headers;
  expect(lasting(again.headers)).toEqual(lasting(first.headers));
  expect(again.headers['x-request-id']).not.toBe(first.headers['x-request-id']);
  expect((await read(user, 'HEAD')).body).toBe('');
  expect((await read({})).statusCode).toBe(401);
  expect((await read({ ...user, 'questline-min-version': 'soon' })).statusCode).toBe(422);
  const tag = String(first.headers.etag);
  expect((await read({ ...user, 'if-none-match': tag })).statusCode).toBe(304);
});
