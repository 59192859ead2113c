import { fileURLToPath } from 'node:url';
import { namedStatements } from '@questline/testkit/named-statements';
import { tablesReadWhole, wholeScans } from '@questline/testkit/scans';
import { createTestDatabase, type TestDatabase } from '@questline/testkit/test-database';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toRewardGranted } from '../test/reward-granted.ts';
import { authMigrations } from './auth.ts';
import { creditGrantsSubscription } from './wallet/credit-grants.consumer.ts';

/** A row for each rotation, and for each server of the app. */
const small = ['signing_keys', 'api_keys'];

/** Lists and counts of all that there is, and what cuts it off at a bound. */
const whole = new Set([
  'count-api-keys',
  'count-live-api-keys',
  'select-api-keys',
  'delete-failed-attempts-beyond',
  // By an index that holds superusers alone.
  'select-superuser-passwords',
]);

const fill = (from: number, to: number) => `
  insert into users (id, user_name, password_hash, timezone, created_at)
    select md5('u' || n)::uuid, 'user ' || n, 'x', 'UTC', now() from generate_series(${from}, ${to}) n;
  insert into sign_in_names select 'user ' || n, md5('u' || n)::uuid
    from generate_series(${from}, ${to}) n;
  insert into sessions (user_id, id, token_id, created_at, expires_at)
    select md5('u' || n)::uuid, gen_random_uuid(), gen_random_uuid(), now(), now()
    from generate_series(${from}, ${to}) n;
  with made as (
    insert into ledger_transactions (id, kind, user_id, grant_id, fingerprint, cause, created_at)
    select gen_random_uuid(), 'grant', 'u' || n, gen_random_uuid(), 'x', '{}', now()
    from generate_series(${from}, ${to}) n
    returning id, user_id
  ) select count(*) from made;
  insert into ledger_entries (user_id, transaction_id, line, account, currency, amount,
      balance_after, created_at)
    select user_id, id, 0, account, 'gold', amount, case when amount > 0 then 1 end, now()
    from ledger_transactions t
    cross join (values ('user', 1), ('issuer', -1)) as sides (account, amount)
    where not exists (select from ledger_entries e where e.user_id = t.user_id);
  insert into revocations (kind, subject, expires_at)
    select 'session', gen_random_uuid(), now() + interval '1 day'
    from generate_series(${from}, ${to}) n;
  insert into balances select 'u' || n, 'gold', 1 from generate_series(${from}, ${to}) n`;

describe('the statements of auth', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase(authMigrations);
  });
  afterAll(() => database.close());

  const expectKeyed = async () => {
    const own = await namedStatements(fileURLToPath(new URL('.', import.meta.url)));
    const statements = own.filter(({ name }) => !whole.has(name));
    expect(statements.length).toBeGreaterThan(20);
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

describe('a wallet from its first grant on', () => {
  it('is credited without a table read from end to end', async () => {
    const database = await createTestDatabase(authMigrations);
    const { handle } = creditGrantsSubscription({ database, now: () => new Date(), newId });
    for (let batch = 0; batch < 20; batch += 1) {
      const users = Array.from({ length: 10 }, (_, index) => `user ${batch * 7 + index}`);
      await handle(users.map((user_id) => toRewardGranted({ user_id })));
    }
    expect(await tablesReadWhole(database, [])).toEqual([]);
  });
});
