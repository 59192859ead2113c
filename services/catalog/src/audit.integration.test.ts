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
  // Two quests, each with a reward of its own.
  expect(await auditCurrentVersions(catalog.database)).toEqual({ checked: 4, violations: 0 });
  expect(await auditVersionNumbers(catalog.database)).toEqual({ checked: 8, violations: 0 });

  await corrupt("update aggregates set revision = 3 where name = 'one'");
  expect(await auditCurrentVersions(catalog.database)).toEqual({ checked: 4, violations: 1 });

  await corrupt('delete from history where position = 4');
  expect(await auditVersionNumbers(catalog.database)).toEqual({ checked: 6, violations: 1 });
  expect(await auditCurrentVersions(catalog.database)).toEqual({ checked: 4, violations: 2 });

  await corrupt('update history set revision = 2 where position = 2');
  expect(await auditVersionNumbers(catalog.database)).toEqual({ checked: 6, violations: 2 });
});
