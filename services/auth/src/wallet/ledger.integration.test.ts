import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import { toRewardGranted } from '../../test/reward-granted.ts';
import { createTestAuth } from '../../test/test-auth.ts';
import {
  auditBalances,
  auditFirstSignIns,
  auditGrants,
  auditRunningBalances,
} from '../audit.sql.ts';
import { createAuthSubscriptions } from '../auth.ts';

const setUp = async () => {
  const auth = await createTestAuth();
  const event = toRewardGranted({ user_id: v7() });
  await createAuthSubscriptions(auth.deps)[0]?.handle([event]);
  const { rows } = await auth.database.query<{ id: string; user_id: string }>({
    text: 'select id, user_id from ledger_transactions',
  });
  const [transaction] = rows;
  if (transaction === undefined) throw new Error('nothing was credited');
  return { ...auth, transaction };
};

test.each([
  'update ledger_entries set amount = amount + 1',
  'delete from ledger_entries',
  'truncate ledger_entries',
  "update ledger_transactions set kind = 'gift'",
  'delete from ledger_transactions',
  'truncate ledger_transactions cascade',
])('the ledger refuses: %s', async (text) => {
  await using auth = await setUp();
  await expect(auth.database.query({ text })).rejects.toThrow('append-only');
});

const insertEntries = (values: string) => `
  insert into ledger_entries (user_id, transaction_id, line, account, currency, amount, balance_after, created_at)
  values ${values}`;

test('the ledger refuses entries that do not sum to zero, in each currency', async () => {
  await using auth = await setUp();
  const { id, user_id } = auth.transaction;
  const values = [user_id, id];
  const oneSided = insertEntries("($1, $2, 2, 'user', 'gold', 5, 5, now())");
  const crossed = insertEntries(
    "($1, $2, 2, 'user', 'gold', 5, 5, now()), ($1, $2, 2, 'issuer', 'diamond', -5, null, now())",
  );
  await expect(auth.database.query({ text: oneSided, values })).rejects.toThrow('sum to zero');
  await expect(auth.database.query({ text: crossed, values })).rejects.toThrow('sum to zero');
});

test('the ledger refuses a second set of entries, and entries of no transaction', async () => {
  await using auth = await setUp();
  const { id, user_id } = auth.transaction;
  const text = insertEntries(
    "($1, $2, 1, 'user', 'gold', 5, 5, now()), ($1, $2, 1, 'issuer', 'gold', -5, null, now())",
  );
  await expect(auth.database.query({ text, values: [user_id, id] })).rejects.toThrow('unique');
  await expect(auth.database.query({ text, values: [user_id, v7()] })).rejects.toThrow(
    'without their transaction',
  );
  await expect(auth.database.query({ text, values: [v7(), id] })).rejects.toThrow(
    'without their transaction',
  );
});

test('a balance can be neither negative nor above 2^53 - 1', async () => {
  await using auth = await setUp();
  const set = (balance: string) =>
    auth.database.query({ text: `update balances set balance = ${balance}` });
  await expect(set('-1')).rejects.toThrow('check constraint');
  await expect(set('9007199254740992')).rejects.toThrow('check constraint');
});

test('the audit finds what is wrong', async () => {
  await using auth = await setUp();
  await auth.createUser('ada');
  const { database } = auth;
  expect(await auditGrants(database)).toEqual({ checked: 1, violations: 0 });
  expect(await auditBalances(database)).toEqual({ checked: 2, violations: 0 });
  expect(await auditRunningBalances(database)).toEqual({ checked: 1, violations: 0 });
  expect(await auditFirstSignIns(database)).toEqual({ checked: 1, violations: 0 });

  for (const text of [
    'alter table ledger_entries disable trigger all',
    'alter table ledger_transactions disable trigger all',
    "update ledger_entries set amount = 9 where account = 'user'",
    'alter table users drop constraint users_status_tells_first_sign_in',
    'update users set status = 0',
  ]) {
    await database.query({ text });
  }
  expect(await auditGrants(database)).toEqual({ checked: 1, violations: 1 });
  expect(await auditBalances(database)).toEqual({ checked: 2, violations: 1 });
  expect(await auditRunningBalances(database)).toEqual({ checked: 1, violations: 1 });
  expect(await auditFirstSignIns(database)).toEqual({ checked: 1, violations: 1 });

  await database.query({ text: 'delete from ledger_entries' });
  await database.query({ text: 'delete from balances' });
  expect(await auditGrants(database)).toEqual({ checked: 1, violations: 1 });
});
