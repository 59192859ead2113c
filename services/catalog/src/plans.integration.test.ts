import { fileURLToPath } from 'node:url';
import type { Migrations } from '@questline/postgres/migrate';
import { namedStatements } from '@questline/testkit/named-statements';
import { wholeScans } from '@questline/testkit/scans';
import { createTestDatabase } from '@questline/testkit/test-database';
import { describe, expect, it } from 'vitest';
import { catalogMigrations, catalogViewsMigrations } from './catalog.ts';

const fillHistory = (from: number, to: number) => `
  insert into history (position, id, aggregate, aggregate_id, revision, type, data, author_kind,
      occurred_at)
    select n, gen_random_uuid(), 'quest', md5('q' || n % 1000)::uuid, n / 1000 + 1, 'QuestDrafted',
      '{}', 'system', now() from generate_series(${from}, ${to}) n;
  insert into aggregates (id, aggregate, revision, name)
    select aggregate_id, 'quest', min(revision), aggregate_id::text from history
    group by aggregate_id on conflict do nothing;
  insert into idempotency_keys select 'c', 'k' || n, 'f', '{}', now()
    from generate_series(${from}, ${to}) n`;

const fillViews = (from: number, to: number) => `
  insert into quests (generation, id, name, folded_name, state, created_at, updated_at, words, quest)
    select 1, md5('q' || n)::uuid, 'q' || n, 'q' || n, 'active', now(), now(), '', '{}'
    from generate_series(${from}, ${to}) n;
  insert into rewards select 1, gen_random_uuid(), '{}' from generate_series(${from}, ${to}) n;
  insert into early_events select n, '{}' from generate_series(${from}, ${to}) n;
  insert into quest_changes select 1, md5('q' || n % 1000)::uuid, n, '{}'
    from generate_series(${from}, ${to}) n`;

/** Of one row, and what is being rebuilt beside it. */
const small = ['history_end', 'projection', 'generations'];

/** Read whole on purpose: by a page, by a rebuild, or as metrics. */
const whole = new Set([
  'select-published-after',
  'select-unlocks',
  'select-chained',
  'select-shown',
  'count-early-events',
  'select-outbox-state',
]);

const sides: readonly [string, readonly Migrations[], string, typeof fillViews][] = [
  ['commands', catalogMigrations, 'commands', fillHistory],
  ['queries', catalogViewsMigrations, 'queries', fillViews],
];

describe.each(sides)('the statements of %s', (_name, migrations, folder, fill) => {
  it('read by a key whether tables are new, empty, small or large', async () => {
    await using database = await createTestDatabase(migrations);
    const directory = fileURLToPath(new URL(folder, import.meta.url));
    const statements = (await namedStatements(directory)).filter(({ name }) => !whole.has(name));
    expect(statements.length).toBeGreaterThan(10);
    const expectKeyed = async (size: string) =>
      expect(await wholeScans(database, statements, small), size).toEqual([]);
    await expectKeyed('new');
    await database.query({ text: 'vacuum (analyze)' });
    await expectKeyed('empty');
    await database.query({ text: fill(1, 30) });
    await database.query({ text: 'vacuum (analyze)' });
    await expectKeyed('small');
    await database.query({ text: fill(31, 20_000) });
    await database.query({ text: 'vacuum (analyze)' });
    await expectKeyed('large');
  });
});
