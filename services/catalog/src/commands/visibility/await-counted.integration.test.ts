import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createTestCatalog,
  postQuest,
  type TestCatalog,
} from '../../../test/create-test-catalog.ts';

let catalog: TestCatalog;
beforeAll(async () => {
  catalog = await createTestCatalog();
});
afterAll(() => catalog[Symbol.asyncDispose]());

const command = (id: string, verb: string) =>
  catalog.commands.inject({
    method: 'POST',
    url: `/api/v1/quests/${id}/${verb}`,
    headers: catalog.superuser,
  });

const handedOf = (id: string) =>
  catalog.handed.filter(({ event }) => event.subject === id).map(({ event }) => event.type);

test('a command hands processing what decides which quests count, before it answers', async () => {
  const created = await postQuest(catalog, { name: 'Handed' });
  expect(created.statusCode).toBe(201);
  const { id } = created.json();
  for (const verb of ['pause', 'resume', 'archive']) {
    expect((await command(id, verb)).statusCode).toBe(200);
  }
  expect(handedOf(id)).toEqual([
    ...['QuestPublished', 'QuestPaused', 'QuestResumed', 'QuestArchived'],
  ]);
  expect(catalog.handed.at(-1)?.address).toBe('http://processing/internal/v1/catalog-events');
});

test('a draft is not handed to processing until it is published', async () => {
  const draft = await postQuest(catalog, { name: 'Drafted', state: 'draft' });
  expect(draft.statusCode).toBe(201);
  const { id } = draft.json();
  expect(handedOf(id)).toEqual([]);
  expect((await command(id, 'publish')).statusCode).toBe(200);
  expect(handedOf(id)).toEqual(['QuestPublished']);
});

test('while processing takes nothing a command is done and answered 202, a repeat too', async () => {
  catalog.counting.isReached = false;
  const headers = { 'idempotency-key': 'k1' };
  const send = () =>
    catalog.commands.inject({
      method: 'POST',
      url: '/api/v1/quests/',
      headers: { ...catalog.superuser, ...headers },
      payload: {
        name: 'Unheard',
        objectives: {
          any_of: [{ all_of: [{ event: 'a', aggregate: 'count', op: '>=', target: 1 }] }],
        },
        rewards: [{ badge: 'b' }],
      },
    });
  try {
    const first = await send();
    expect(first.statusCode).toBe(202);
    expect(first.json()).toMatchObject({ name: 'Unheard', state: 'active' });
    catalog.counting.isReached = true;
    const again = await send();
    expect([again.statusCode, again.json().id]).toEqual([201, first.json().id]);
  } finally {
    catalog.counting.isReached = true;
  }
});
