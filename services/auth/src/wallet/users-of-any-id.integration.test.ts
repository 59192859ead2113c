import { readFile } from 'node:fs/promises';
import { createTestDatabase } from '@questline/testkit/test-database';
import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import { auditBalances, auditGrants, auditRunningBalances } from '../audit.sql.ts';
import { selectBalances } from './balances.sql.ts';

const readMigration = (name: string) =>
  readFile(new URL(`../../migrations/${name}.sql`, import.meta.url), 'utf8');

/** A database as it was while users were accounts only, with one credit in it. */
const createOlderDatabase = async () => {
  const database = await createTestDatabase([]);
  await database.query({ text: await readMigration('0001-users-and-sessions') });
  await database.query({ text: await readMigration('0002-wallet') });
  const [user, transaction] = [v7(), v7()];
  await database.query({
    text: `insert into ledger_transactions (id, kind, user_id, cause, created_at)
      values ($1, 'test', $2, '{}', now())`,
    values: [transaction, user],
  });
  await database.query({
    text: `insert into ledger_entries
        (user_id, transaction_id, line, account, currency, amount, balance_after, created_at)
      values ($1, $2, 1, 'user', 'gold', 5, 5, now()), ($1, $2, 1, 'issuer', 'gold', -5, null, now())`,
    values: [user, transaction],
  });
  await database.query({ text: "insert into balances values ($1, 'gold', 5)", values: [user] });
  return { database, user };
};

test('a wallet from before keeps what it holds, and its ledger goes on refusing changes', async () => {
  const { database, user } = await createOlderDatabase();
  await using _database = database;
  await database.query({ text: await readMigration('0003-users-of-any-id') });
  expect(await selectBalances(database, [user])).toEqual(new Map([[user, new Map([['gold', 5]])]]));
  expect(await auditGrants(database)).toEqual({ checked: 1, violations: 0 });
  expect(await auditBalances(database)).toEqual({ checked: 1, violations: 0 });
  expect(await auditRunningBalances(database)).toEqual({ checked: 1, violations: 0 });
  for (const table of ['ledger_transactions', 'ledger_entries']) {
    const update = { text: `update ${table} set user_id = 'somebody else'` };
    await expect(database.query(update)).rejects.toThrow('append-only');
  }
});

test.each(['', 'x'.repeat(129)])('the database refuses the user id %j', async (user) => {
  const { database } = await createOlderDatabase();
  await using _database = database;
  await database.query({ text: await readMigration('0003-users-of-any-id') });
  const insert = { text: "insert into balances values ($1, 'gold', 5)", values: [user] };
  await expect(database.query(insert)).rejects.toThrow('balances_user_id');
});
