import { questVersion } from '@questline/contracts/catalog/quest';
import { selectOutboxRows } from '@questline/messaging/outbox/outbox.sql';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { changeQuest, createTestCatalog, type TestCatalog } from '../test/create-test-catalog.ts';
import { seedCatalog } from './seed-catalog.ts';

let catalog: TestCatalog;
beforeEach(async () => {
  catalog = await createTestCatalog();
});
afterEach(() => catalog[Symbol.asyncDispose]());

const get = async (path: string) => {
  await catalog.show();
  return (await catalog.app.inject({ url: `/api/v1${path}`, headers: catalog.superuser })).json();
};
const published = async () =>
  (await selectOutboxRows(catalog.database, 10)).filter(
    ({ event }) => event.type === 'QuestPublished',
  );

test('a first start publishes the shipped quest with its reward', async () => {
  await seedCatalog(catalog.deps);

  const quest = await get('/quests/name/sign-in-three-times');
  expect(quest).toMatchObject({
    state: 'active',
    version: 1,
    streak: 3,
    duplication: 2,
    auto_claim: true,
    reward: { reward_name: 'ten-diamonds' },
    definition: { rewards: [{ currency: 'diamond', amount: 10 }] },
  });
  const events = await published();
  expect(events.map(({ event }) => event)).toEqual([
    expect.objectContaining({ source: 'questline/catalog', subject: quest.id }),
  ]);
  expect(questVersion.parse(events[0]?.event.data)).toMatchObject({
    quest_id: quest.id,
    version: 1,
    state: 'active',
    definition: quest.definition,
    revision: 1,
  });
});

test('starts in a row and at once publish it once', async () => {
  await Promise.all(Array.from({ length: 6 }, () => seedCatalog(catalog.deps)));
  await seedCatalog(catalog.deps);

  expect(await published()).toHaveLength(1);
  expect((await get('/rewards/')).count).toBe(1);
});

test('a start leaves an archived shipped quest and a renamed reward as they are', async () => {
  await seedCatalog(catalog.deps);
  const quest = await get('/quests/name/sign-in-three-times');
  await changeQuest(catalog, quest.id, 'archive');
  await catalog.app.inject({
    method: 'PATCH',
    url: `/api/v1/rewards/${quest.reward_id}`,
    headers: catalog.superuser,
    payload: { reward_name: 'renamed' },
  });

  await seedCatalog(catalog.deps);

  expect(await published()).toHaveLength(1);
  const { data } = await get('/rewards/');
  expect(data.map(({ reward_name }: { reward_name: string }) => reward_name)).toEqual(['renamed']);
});
