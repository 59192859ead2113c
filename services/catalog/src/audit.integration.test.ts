import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestCatalog, postQuest, type TestCatalog } from '../test/create-test-catalog.ts';
import { auditCurrentVersions, auditVersionNumbers } from './audit.sql.ts';
import { auditViews } from './audit-views.ts';

let catalog: TestCatalog;
beforeAll(async () => {
  catalog = await createTestCatalog();
  for (const name of ['one', 'two']) await postQuest(catalog, { name });
});
afterAll(() => catalog[Symbol.asyncDispose]());

/** Does what the constraints refuse, as a broken restore could. */
const corrupt = (text: string) =>
  catalog.database.transaction(async (tx) => {
    await tx.query({ text: 'set local session_replication_role = replica' });
    await tx.query({ text });
  });

test('views that show what was not decided are counted, and what is not shown yet is not', async () => {
  const audit = () => auditViews(catalog.database, catalog.views);
  expect(await audit()).toEqual({ checked: 4, violations: 0 });
  catalog.held.back = true;
  await postQuest(catalog, { name: 'not shown yet' });
  expect(await audit()).toEqual({ checked: 4, violations: 0 });
  catalog.held.back = false;
  await catalog.show();
  expect(await audit()).toEqual({ checked: 6, violations: 0 });

  await catalog.views.query({
    text: `update quests set quest = jsonb_set(quest, '{state}', '"paused"') where name = 'one'`,
  });
  await catalog.views.query({
    text: 'delete from rewards where id = (select id from rewards limit 1)',
  });
  expect(await audit()).toEqual({ checked: 6, violations: 2 });
});

test('a sound catalog has no violation, a broken one is counted', async () => {
  // Three quests, each with a reward of its own.
  expect(await auditCurrentVersions(catalog.database)).toEqual({ checked: 6, violations: 0 });
  expect(await auditVersionNumbers(catalog.database)).toEqual({ checked: 12, violations: 0 });

  await corrupt("update aggregates set revision = 3 where name = 'one'");
  expect(await auditCurrentVersions(catalog.database)).toEqual({ checked: 6, violations: 1 });

  await corrupt('delete from history where position = 4');
  expect(await auditVersionNumbers(catalog.database)).toEqual({ checked: 10, violations: 1 });
  expect(await auditCurrentVersions(catalog.database)).toEqual({ checked: 6, violations: 2 });

  await corrupt('update history set revision = 2 where position = 2');
  expect(await auditVersionNumbers(catalog.database)).toEqual({ checked: 10, violations: 2 });
});
