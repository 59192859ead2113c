import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestCatalog, postQuest, type TestCatalog } from '../test/create-test-catalog.ts';
import { auditCurrentVersions, auditVersionNumbers } from './audit.sql.ts';

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

test('a sound catalog has no violation, a broken one is counted', async () => {
  expect(await auditCurrentVersions(catalog.database)).toEqual({ checked: 2, violations: 0 });
  expect(await auditVersionNumbers(catalog.database)).toEqual({ checked: 2, violations: 0 });

  await corrupt("update quests set current_version = 3 where name = 'one'");
  expect(await auditCurrentVersions(catalog.database)).toEqual({ checked: 2, violations: 1 });

  await corrupt('update quest_versions set version = 2');
  expect(await auditVersionNumbers(catalog.database)).toEqual({ checked: 2, violations: 2 });
});
