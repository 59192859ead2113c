import { fileURLToPath } from 'node:url';
import { namedStatements } from '@questline/testkit/named-statements';
import { tablesReadWhole, wholeScans } from '@questline/testkit/scans';
import { createTestDatabase, type TestDatabase } from '@questline/testkit/test-database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processingMigrations } from './processing.ts';
import { eventOf } from './testing/events.ts';
import { startProcessing } from './testing/processing-harness.ts';

/** Of one row, whatever happens. */
const small = ['catalog_projection'];

/** Read by no hot path, and all of what they read is wanted. */
const whole = new Set(['select-outbox-state', 'select-resumed-quest']);

const fill = (from: number, to: number) => `
  insert into quest_versions (quest_id, version, name, state, definition, published_at)
    values ('01990000-0000-7000-8000-000000000001', 1, 'q', 'active', '{}', now())
    on conflict do nothing;
  insert into event_identities select gen_random_uuid(), gen_random_uuid()
    from generate_series(${from}, ${to});
  insert into events (identity, source, id, type, user_id, time, data)
    select gen_random_uuid(), 'app', n::text, 't', 'u' || n, now(), '{}'
    from generate_series(${from}, ${to}) n;
  insert into first_sign_ins select 'u' || n from generate_series(${from}, ${to}) n;
  insert into user_time_zones select 'u' || n, 'UTC', now() from generate_series(${from}, ${to}) n;
  insert into user_quest_rewards (id, user_id, quest_id, quest_version, status, duplication, waiting,
      state, created_at, updated_at)
    select gen_random_uuid(), 'u' || n, '01990000-0000-7000-8000-000000000001', 1, 0, 0, 0, '{}',
      now(), now() from generate_series(${from}, ${to}) n;
  insert into completions (user_id, quest_id, ordinal, quest_version, duplication_limit, payment,
      completed_at)
    select 'u' || n, '01990000-0000-7000-8000-000000000001', 1, 1, 1, 'granted', now()
    from generate_series(${from}, ${to}) n;
  insert into grants (grant_id, user_id, quest_id, ordinal, lines, granted_at)
    select gen_random_uuid(), 'u' || n, '01990000-0000-7000-8000-000000000001', 1, '[]', now()
    from generate_series(${from}, ${to}) n;
  insert into notifications (user_id, kind, data, created_at)
    select 'u' || n, 'wallet_credited', jsonb_build_object('grant_id', n), now()
    from generate_series(${from}, ${to}) n;
  insert into limit_uses
    select '01990000-0000-7000-8000-000000000001', 'u' || n, 'k', '', 1, 1
    from generate_series(${from}, ${to}) n;
  insert into outbox (event) select '{}' from generate_series(${from}, ${to}) n`;

describe('the statements of processing', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase(processingMigrations);
  });
  afterAll(() => database.close());

  const expectKeyed = async () => {
    const own = await namedStatements(fileURLToPath(new URL('.', import.meta.url)));
    const outbox = await namedStatements(
      fileURLToPath(new URL('../../../packages/messaging/src', import.meta.url)),
    );
    const statements = [...own, ...outbox].filter(({ name }) => !whole.has(name));
    expect(statements.length).toBeGreaterThan(40);
    expect(await wholeScans(database, statements, small)).toEqual([]);
  };
  const load = async (rows: readonly [number, number]) => {
    await database.query({ text: fill(...rows) });
    await database.query({ text: 'vacuum (analyze)' });
  };

  it('read by a key while the tables are new', () => expectKeyed());

  it('read by a key when the tables are known to be empty', async () => {
    await database.query({ text: 'vacuum (analyze)' });
    await expectKeyed();
  });

  it('read by a key while the tables are small', async () => {
    await load([1, 30]);
    await expectKeyed();
  });

  it('read by a key when the tables are large', async () => {
    await load([31, 20_000]);
    await expectKeyed();
  });
});

describe('events from the first on', () => {
  it('are stored and counted without a table read from end to end', async () => {
    const { bus, database, server } = await startProcessing();
    for (let batch = 0; batch < 30; batch += 1) {
      const users = Array.from({ length: 10 }, (_, index) => `user ${batch + index}`);
      await bus.publish(users.map((subject) => eventOf({ subject })));
    }
    await server.close();
    expect(await tablesReadWhole(database, small)).toEqual([]);
  });
});
