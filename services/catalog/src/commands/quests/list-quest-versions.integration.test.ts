import { questVersion } from '@questline/contracts/catalog/quest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  changeQuest,
  createTestCatalog,
  internalToken,
  postQuest,
  type TestCatalog,
} from '../../../test/create-test-catalog.ts';

let catalog: TestCatalog;
beforeAll(async () => {
  catalog = await createTestCatalog();
  for (const name of ['one', 'two', 'three']) {
    const { id } = (await postQuest(catalog, { name })).json();
    if (name === 'two') await changeQuest(catalog, id, 'archive');
  }
  await postQuest(catalog, { name: 'draft', state: 'draft' });
});
afterAll(() => catalog[Symbol.asyncDispose]());

const get = (query: string, authorization = `Bearer ${internalToken}`) =>
  catalog.commands.inject({
    url: `/internal/v1/quest-versions${query}`,
    headers: { authorization },
  });

test('the version in force of every published quest comes, page by page, in its state', async () => {
  const first = (await get('?limit=2')).json();
  const last = (await get(`?limit=2&after=${first.next}`)).json();
  const versions = [...first.data, ...last.data].map((each) => questVersion.parse(each));

  expect(versions.map(({ name, state, revision }) => [name, state, revision])).toEqual([
    ['one', 'active', 1],
    ['two', 'archived', 2],
    ['three', 'active', 1],
  ]);
  expect(versions.map(({ state_changes }) => state_changes)).toEqual([
    [],
    [{ revision: 2, state: 'archived', at: expect.any(String) }],
    [],
  ]);
  expect(first.next).toBe(versions[1]?.quest_id);
  expect(last.next).toBeNull();
  expect((await get('?limit=3')).json().next).toBeNull();
  expect((await get('')).json().data).toHaveLength(3);
});

test.each(['', 'Bearer', 'Bearer wrong', internalToken, `Bearer ${internalToken}x`])(
  'authorization "%s" is 401',
  async (authorization) => {
    expect((await get('', authorization)).statusCode).toBe(401);
  },
);

test('the access token of a superuser is no internal token', async () => {
  expect((await get('', catalog.superuser.authorization)).statusCode).toBe(401);
});

test.each(['?limit=0', '?limit=1001', '?after=x'])('%s is 422', async (query) => {
  expect((await get(query)).statusCode).toBe(422);
});

test('the OpenAPI document has the public operations and not this one', async () => {
  const { paths } = (await catalog.app.inject({ url: '/api/docs/catalog.json' })).json();
  expect(Object.keys(paths).sort()).toEqual([
    '/api/v1/quests',
    '/api/v1/quests/name/{name}',
    '/api/v1/quests/{id}',
    '/api/v1/quests/{id}/archive',
    '/api/v1/quests/{id}/history',
    '/api/v1/quests/{id}/pause',
    '/api/v1/quests/{id}/publish',
    '/api/v1/quests/{id}/resume',
    '/api/v1/rewards',
    '/api/v1/rewards/{id}',
  ]);
  for (const operation of Object.values(paths).flatMap((each) => Object.values(each as object))) {
    expect(operation).toMatchObject({ summary: expect.any(String), tags: [expect.any(String)] });
  }
});
