import type { QuestlineEvent } from '@questline/contracts/event';
import { selectOutboxRows } from '@questline/messaging/outbox/outbox.sql';
import type { Database } from '@questline/postgres/database';
import { createTestDatabase, testLogger } from '@questline/testkit/test-database';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  changeQuest,
  createTestCatalog,
  postQuest,
  type TestCatalog,
} from '../../../test/create-test-catalog.ts';
import { catalogViewsMigrations } from '../../catalog.ts';
import { projectCatalog } from './project-catalog.consumer.ts';

let catalog: TestCatalog;
let events: readonly QuestlineEvent[];
beforeAll(async () => {
  catalog = await createTestCatalog();
  const one = (await postQuest(catalog, { name: 'one' })).json();
  const two = (await postQuest(catalog, { name: 'two', state: 'draft' })).json();
  await changeQuest(catalog, one.id, 'pause');
  await changeQuest(catalog, one.id, { name: 'renamed', streak: 5 });
  await changeQuest(catalog, two.id, 'publish');
  await changeQuest(catalog, one.id, 'archive');
  events = (await selectOutboxRows(catalog.database, 1_000)).map(({ event }) => event);
});
afterAll(() => catalog[Symbol.asyncDispose]());

const rowsOf = async (views: Database) => {
  const { rows } = await views.query<{ row: string }>({
    text: `
      select to_jsonb(q)::text as row from quests as q
      union all select to_jsonb(r)::text from rewards as r
      union all select to_jsonb(c)::text from quest_changes as c
      union all select to_jsonb(e)::text from early_events as e
      union all select position::text from generations
      order by row`,
  });
  return rows.map(({ row }) => row);
};

test('told in any order, in any batches, twice or more, the views are the same', async () => {
  const expected = await rowsOf(catalog.views);
  expect(events.length).toBe(8);
  const deliveries = fc
    .tuple(
      fc.shuffledSubarray(
        events.map((_, index) => index),
        { minLength: events.length },
      ),
      fc.array(fc.nat({ max: events.length - 1 }), { maxLength: 6 }),
      fc.integer({ min: 1, max: 4 }),
    )
    .map(([all, again, size]) => {
      const order = [...again, ...all, ...again];
      return Array.from({ length: Math.ceil(order.length / size) }, (_, index) =>
        order.slice(index * size, (index + 1) * size),
      );
    });
  await fc.assert(
    fc.asyncProperty(deliveries, async (batches) => {
      await using views = await createTestDatabase(catalogViewsMigrations);
      const { handle } = projectCatalog({ database: views, logger: testLogger });
      for (const batch of batches) {
        const verdicts = await handle(batch.map((index) => events[index] as QuestlineEvent));
        expect(new Set(verdicts.map(({ kind }) => kind))).toEqual(new Set(['accepted']));
      }
      expect(await rowsOf(views)).toEqual(expected);
    }),
    { numRuns: 15 },
  );
});

test('what cannot be read is refused alone, and what had no order yet is let go', async () => {
  await using views = await createTestDatabase(catalogViewsMigrations);
  const { handle } = projectCatalog({ database: views, logger: testLogger });
  const [first] = events as readonly [QuestlineEvent];
  const { change, ...unordered } = first.data;
  const verdicts = await handle([
    { ...first, data: { change, quest_id: 1 } },
    { ...first, data: unordered },
    first,
  ]);
  expect(verdicts.map(({ kind }) => kind)).toEqual(['rejected', 'accepted', 'accepted']);
  expect(await rowsOf(views)).toHaveLength(2);
});

test('two projectors at once bring each change about once', async () => {
  await using views = await createTestDatabase(catalogViewsMigrations);
  const projectors = [1, 2, 3].map(() => projectCatalog({ database: views, logger: testLogger }));
  await Promise.all(projectors.map(({ handle }) => handle(events)));
  expect(await rowsOf(views)).toEqual(await rowsOf(catalog.views));
});
