import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { questPublic } from '@questline/contracts/catalog/quest';
import { insertOutboxEvents, selectOutboxRows } from '@questline/messaging/outbox/outbox.sql';
import { migrate } from '@questline/postgres/migrate';
import { toQuestDefinition } from '@questline/quest-language/short-form';
import { createTestDatabase, testLogger } from '@questline/testkit/test-database';
import { v7 } from 'uuid';
import { expect, onTestFinished, test } from 'vitest';
import { auditCurrentVersions, auditVersionNumbers } from './audit.sql.ts';
import {
  catalogMigrations,
  catalogViewsMigrations,
  createCatalogSubscriptions,
} from './catalog.ts';
import { executeQuest } from './commands/quests/execute-quest.ts';
import type { Quest } from './quests/quest.ts';
import { toQuestPublic } from './quests/quest.ts';

/** The command store as it was before it had a history, with what is given in it. */
const createOldStore = async () => {
  const database = await createTestDatabase([]);
  onTestFinished(() => database.close());
  const directory = await mkdtemp(join(tmpdir(), 'questline-old-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const [messaging, catalog] = catalogMigrations;
  if (messaging === undefined || catalog === undefined) throw new Error('there are two');
  for (const file of ['0001-quests-and-rewards.sql', '0002-full-form.sql']) {
    await copyFile(join(catalog.directory, file), join(directory, file));
  }
  await migrate(database, [messaging, { ...catalog, directory }]);
  return database;
};

const definition = toQuestDefinition(
  { auto_claim: true, streak: 3, duplication: 2 },
  { currency: 'gold', amount: 5 },
);

test('what was there is carried over, shown as it was and open to commands', async () => {
  const database = await createOldStore();
  const [reward, active, archived, draft, full] = [v7(), v7(), v7(), v7(), v7()];
  await database.transaction(async (tx) => {
    await tx.query({
      text: `insert into rewards values ($1, 'five gold', 'gold', 5, $2, $2)`,
      values: [reward, '2026-01-02T03:04:05.678Z'],
    });
    for (const [id, name, state] of [
      [active, 'Active', 'active'],
      [archived, 'Archived', 'archived'],
      [draft, 'Draft', 'draft'],
      [full, 'Full', 'paused'],
    ] as const) {
      const short = id === full ? [null, null, null, null] : [reward, 'gold', 5, 3];
      await tx.query({
        text: `
          insert into quests (id, name, description, state, current_version, created_at, updated_at, category)
          values ($1, $2, 'Told.', $3, 1, $4, $5, 'old')`,
        values: [id, name, state, '2026-02-01T00:00:00Z', '2026-03-01T00:00:00Z'],
      });
      await tx.query({
        text: `
          insert into quest_versions (quest_id, version, definition, reward_id, reward_item, reward_qty,
            streak, auto_claim, duplication, published_at, in_flight)
          values ($1, 1, $2, $3, $4, $5, $6, true, 2, '2026-02-01T00:00:00Z', 'restart')`,
        values: [id, JSON.stringify(definition), ...short],
      });
    }
    // Sent by the release before and still on its way.
    const data = { quest_id: active, version: 1 };
    await insertOutboxEvents(tx, [
      {
        specversion: '1.0',
        id: v7(),
        source: 'questline/catalog',
        type: 'QuestPublished',
        subject: active,
        time: '2026-02-01T00:00:00Z',
        data,
      },
    ]);
  });

  await migrate(database, catalogMigrations);
  expect(await auditCurrentVersions(database)).toEqual({ checked: 5, violations: 0 });
  expect(await auditVersionNumbers(database)).toEqual({ checked: 14, violations: 0 });

  await using views = await createTestDatabase(catalogViewsMigrations);
  const [projector] = createCatalogSubscriptions({ database: views, logger: testLogger });
  const events = (await selectOutboxRows(database, 100)).map(({ event }) => event);
  const verdicts = await projector?.handle(events);
  expect(verdicts?.every(({ kind }) => kind === 'accepted')).toBe(true);

  const { rows } = await views.query<{ quest: Quest }>({
    text: 'select quest from quests order by name',
  });
  const shown = rows.map(({ quest }) => questPublic.parse(toQuestPublic(quest)));
  expect(shown.map(({ name, state, version }) => [name, state, version])).toEqual([
    ['Active', 'active', 1],
    ['Archived', 'archived', 1],
    ['Draft', 'draft', 0],
    ['Full', 'paused', 1],
  ]);
  expect(shown[0]).toEqual({
    id: active,
    name: 'Active',
    description: 'Told.',
    category: 'old',
    state: 'active',
    version: 1,
    reward_id: reward,
    reward: {
      id: reward,
      reward_name: 'five gold',
      reward_item: 'gold',
      reward_qty: 5,
      created_at: '2026-01-02T03:04:05.678Z',
      updated_at: '2026-01-02T03:04:05.678Z',
    },
    auto_claim: true,
    streak: 3,
    duplication: 2,
    definition,
    created_at: '2026-02-01T00:00:00.000Z',
    updated_at: '2026-02-01T00:00:00.000Z',
  });
  expect(shown[3]).toMatchObject({ reward: null, streak: null, definition });

  const author = { kind: 'system', id: null } as const;
  const context = { author, reason: null, now: new Date(), newId: () => v7() };
  const done = await database.transaction((tx) =>
    executeQuest(tx, full, { kind: 'resume' }, undefined, context),
  );
  expect(done).toMatchObject({ quest: { state: 'active', revision: 3 }, position: 8 });
});

test('an empty catalog is carried over as one', async () => {
  const database = await createOldStore();
  await migrate(database, catalogMigrations);
  expect(await selectOutboxRows(database, 10)).toEqual([]);
  expect(await auditVersionNumbers(database)).toEqual({ checked: 0, violations: 0 });
});
