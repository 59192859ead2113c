import { v7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  changeQuest,
  createTestCatalog,
  postQuest,
  type TestCatalog,
} from '../../../test/create-test-catalog.ts';

let catalog: TestCatalog;
const ids: Record<string, string> = {};
beforeAll(async () => {
  catalog = await createTestCatalog();
  for (const name of ['first', 'second', 'paused', 'archived', 'a/b ünd %']) {
    ids[name] = (await postQuest(catalog, { name })).json().id;
  }
  await changeQuest(catalog, ids.paused ?? '', 'pause');
  await changeQuest(catalog, ids.archived ?? '', 'archive');
});
afterAll(() => catalog[Symbol.asyncDispose]());

type As = 'user' | 'superuser';
const get = (path: string, as: As = 'user', headers: Record<string, string> = {}) =>
  catalog.app.inject({ url: `/api/v1/quests${path}`, headers: { ...catalog[as], ...headers } });

const listed = async (query: string, as: As) => {
  const { data, count } = (await get(`/${query}`, as)).json();
  return [data.map((quest: { name: string }) => quest.name), count];
};

test.each<[string, As, string[], number]>([
  ['', 'user', ['a/b ünd %', 'second', 'first'], 3],
  ['', 'superuser', ['a/b ünd %', 'archived', 'paused', 'second', 'first'], 5],
  ['?state=paused', 'superuser', ['paused'], 1],
  ['?state=draft', 'superuser', [], 0],
  ['?state=paused', 'user', [], 0],
  ['?skip=1&limit=1', 'user', ['second'], 3],
  ['?skip=100', 'user', [], 3],
])('GET /quests/%s as %s', async (query, as, names, count) => {
  expect(await listed(query, as)).toEqual([names, count]);
});

test.each(['?limit=0', '?limit=1001', '?limit=x', '?skip=-1', '?skip=1e30', '?state=gone'])(
  'GET /quests/%s is 422',
  async (query) => {
    expect((await get(`/${query}`)).statusCode).toBe(422);
  },
);

test.each([
  ['/', 401],
  [`/${v7()}`, 401],
  ['/not-an-id', 401],
  ['/name/first', 401],
])('GET /quests%s without a token is %i', async (path, status) => {
  const response = await catalog.app.inject({ url: `/api/v1/quests${path}` });
  expect(response.statusCode).toBe(status);
  expect(response.headers['www-authenticate']).toBe('Bearer');
});

test('a quest is found by id and by name, with and without the trailing slash', async () => {
  const paths = [`/${ids.first}`, '/name/first', '/name/%20FIRST%20'];
  for (const path of paths.flatMap((each) => [each, `${each}/`])) {
    const response = await get(path);
    expect([path, response.statusCode, response.json().id]).toEqual([path, 200, ids.first]);
  }
  expect((await get('')).statusCode).toBe(200);
  expect((await get(`/name/${encodeURIComponent('a/b ünd %')}`)).json().id).toBe(ids['a/b ünd %']);
});

test('what is not active is not there for users', async () => {
  for (const name of ['paused', 'archived']) {
    for (const path of [`/${ids[name]}`, `/name/${name}`]) {
      expect((await get(path, 'user')).statusCode).toBe(404);
      expect((await get(path, 'superuser')).json()).toMatchObject({ name, state: name });
    }
  }
});

test.each([
  [`/${v7()}`, 404],
  ['/name/unknown', 404],
  ['/not-an-id', 422],
  ['/%00', 422],
  ['/name/%00', 422],
  [`/name/${'x'.repeat(256)}`, 422],
  [`/name/${'x'.repeat(8_000)}`, 414],
  ['/name/%ff', 400],
])('GET /quests%s is %i', async (path, status) => {
  const response = await get(path);
  expect(response.statusCode).toBe(status);
  expect(response.headers['content-type']).toContain('application/problem+json');
});

test('an unchanged answer is 304 and empty, a changed one is sent again', async () => {
  const change = () => changeQuest(catalog, ids.second ?? '', { description: v7() });
  for (const path of ['/', `/${ids.second}`, '/name/second']) {
    const etag = String((await get(path)).headers.etag);
    expect(etag).toMatch(/^"[\w-]+"$/);
    for (const given of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const response = await get(path, 'user', { 'if-none-match': given });
      expect([path, response.statusCode, response.body]).toEqual([path, 304, '']);
      expect(response.headers.etag).toBe(etag);
    }
    await change();
    expect((await get(path, 'user', { 'if-none-match': etag })).statusCode).toBe(200);
  }
});

test('a list that is not the same for all has not the same tag', async () => {
  const [user, superuser] = await Promise.all([get('/', 'user'), get('/', 'superuser')]);
  expect(user.headers.etag).not.toBe(superuser.headers.etag);
  expect(user.headers['cache-control']).toBe('private, no-cache');
});
