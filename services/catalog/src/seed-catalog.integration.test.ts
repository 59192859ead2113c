import { questVersion } from '@questline/contracts/catalog/quest';
import { selectOutboxRows } from '@questline/messaging/outbox/outbox.sql';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestCatalog, type TestCatalog } from '../test/create-test-catalog.ts';
import { selectQuestByName } from './quests/quest.sql.ts';
import { selectRewards } from './rewards/reward.sql.ts';
import { seedCatalog } from './seed-catalog.ts';

let catalog: TestCatalog;
beforeEach(async () => {
  catalog = await createTestCatalog();
});
afterEach(() => catalog[Symbol.asyncDispose]());

test('a first start publishes the shipped quest with its reward', async () => {
  await seedCatalog(catalog.deps);

  const quest = await selectQuestByName(catalog.database, 'sign-in-three-times');
  expect(quest).toMatchObject({
    state: 'active',
    version: 1,
    streak: 3,
    duplication: 2,
    auto_claim: true,
    reward_name: 'ten-diamonds',
    definition: { rewards: [{ currency: 'diamond', amount: 10 }] },
  });
  const events = await selectOutboxRows(catalog.database, 10);
  expect(events.map(({ event }) => event)).toEqual([
    expect.objectContaining({
      type: 'QuestPublished',
      source: 'questline/catalog',
      subject: quest?.id,
    }),
  ]);
  expect(questVersion.parse(events[0]?.event.data)).toMatchObject({
    quest_id: quest?.id,
    version: 1,
    state: 'active',
    definition: quest?.definition,
  });
});

test('starts in a row and at once publish it once', async () => {
  await Promise.all(Array.from({ length: 6 }, () => seedCatalog(catalog.deps)));
  await seedCatalog(catalog.deps);

  expect(await selectOutboxRows(catalog.database, 10)).toHaveLength(1);
  expect(await selectRewards(catalog.database, { skip: 0, limit: 10 })).toHaveLength(1);
});

test('a start leaves an archived shipped quest and a renamed reward as they are', async () => {
  await seedCatalog(catalog.deps);
  await catalog.database.query({ text: "update quests set state = 'archived'" });
  await catalog.database.query({ text: "update rewards set reward_name = 'renamed'" });

  await seedCatalog(catalog.deps);

  expect(await selectOutboxRows(catalog.database, 10)).toHaveLength(1);
  const rewards = await selectRewards(catalog.database, { skip: 0, limit: 10 });
  expect(rewards.map(({ reward_name }) => reward_name)).toEqual(['renamed']);
});
