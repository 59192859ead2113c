import type { WalletTransaction } from '@questline/contracts/auth/wallet';
import { v7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { toRewardGranted } from '../../test/reward-granted.ts';
import { createTestAuth } from '../../test/test-auth.ts';
import { whileLocked } from '../../test/while-locked.ts';
import { auditBalances, auditGrants, auditRunningBalances } from '../audit.sql.ts';
import { createAuthSubscriptions } from '../auth.ts';

const setUp = async () => {
  const auth = await createTestAuth();
  const admin = await auth.createSuperuser();
  const post = (
    user: string,
    body: Record<string, unknown>,
    headers: Record<string, string> = {},
    by: Record<string, string> = admin.headers,
  ) =>
    auth.server.inject({
      method: 'POST',
      url: `/api/v1/wallets/${encodeURIComponent(user)}/transactions`,
      headers: { 'idempotency-key': v7(), ...by, ...headers },
      payload: { currency: 'gold', reason: 'a test', ...body },
    });
  const get = async (user: string, path = '') =>
    (
      await auth.server.inject({
        url: `/api/v1/wallets/${encodeURIComponent(user)}${path}`,
        headers: admin.headers,
      })
    ).json();
  const createKey = async (scopes: string[]) => {
    const answer = await auth.server.inject({
      method: 'POST',
      url: '/api/v1/api-keys/',
      headers: admin.headers,
      payload: { name: scopes.join(), scopes },
    });
    return answer.json<{ id: string; secret: string }>();
  };
  const expectSound = async (transactions: number) => {
    expect(await auditGrants(auth.database)).toEqual({ checked: transactions, violations: 0 });
    expect(await auditBalances(auth.database)).toMatchObject({ violations: 0 });
    expect(await auditRunningBalances(auth.database)).toMatchObject({ violations: 0 });
  };
  return { ...auth, admin, post, get, createKey, expectSound };
};

test('a wallet is credited and spent from, and its owner sees why', async () => {
  await using auth = await setUp();
  const credit = await auth.post('ada', { amount: 5, reason: 'sorry' });
  expect(credit.statusCode).toBe(201);
  expect(credit.json()).toEqual({
    id: expect.any(String),
    user_id: 'ada',
    kind: 'manual',
    currency: 'gold',
    amount: 5,
    balance_after: 5,
    reason: 'sorry',
    created_at: auth.deps.now().toISOString(),
  });
  const spend = await auth.post('ada', { amount: -2, reason: 'a hat' });
  expect(spend.json()).toMatchObject({ amount: -2, balance_after: 3 });
  expect((await auth.get('ada')).balances).toEqual({ gold: 3, diamond: 0 });
  expect((await auth.get('ada', '/entries')).data).toMatchObject([
    { kind: 'manual', amount: -2, balance_after: 3, cause: { reason: 'a hat' } },
    { kind: 'manual', amount: 5, balance_after: 5, cause: { reason: 'sorry' } },
  ]);
  await auth.expectSound(2);
});

test('grants and transactions by hand go to one wallet', async () => {
  await using auth = await setUp();
  const lines = [{ item: 'sword', quantity: 2 }];
  await createAuthSubscriptions(auth.deps)[0]?.handle([toRewardGranted({ user_id: 'ada', lines })]);
  const sold = await auth.post('ada', { currency: 'sword', amount: -1, reason: 'sold' });
  expect(sold.json()).toMatchObject({ balance_after: 1 });
  await auth.expectSound(2);
});

test('spending more than there is changes nothing, and is no use of the key', async () => {
  await using auth = await setUp();
  const key = { 'idempotency-key': 'order 7' };
  const refused = await auth.post('ada', { amount: -1 }, key);
  expect(refused.statusCode).toBe(409);
  expect(refused.json()).toMatchObject({ code: 'not-enough' });
  expect(await auth.get('ada')).toMatchObject({ status: 404 });
  await auth.expectSound(0);
  await auth.post('ada', { amount: 1 });
  expect((await auth.post('ada', { amount: -1 }, key)).statusCode).toBe(201);
  await auth.expectSound(2);
});

test('a balance that would pass 2^53 - 1 is refused', async () => {
  await using auth = await setUp();
  await auth.database.query({
    text: "insert into balances values ('ada', 'gold', 9007199254740991)",
  });
  expect((await auth.post('ada', { amount: 1 })).json()).toMatchObject({
    status: 409,
    code: 'balance-too-large',
  });
});

describe('an Idempotency-Key', () => {
  test('brings the first answer again, whenever', async () => {
    await using auth = await setUp();
    const key = { 'idempotency-key': 'order 7' };
    const first = await auth.post('ada', { amount: 5 }, key);
    await auth.post('ada', { amount: 5 });
    auth.clock.time = new Date(auth.clock.time.getTime() + 60_000);
    const again = await auth.post('ada', { amount: 5 }, key);
    expect([again.statusCode, again.json()]).toEqual([201, first.json()]);
    expect((await auth.get('ada')).balances.gold).toBe(10);
    await auth.expectSound(2);
  });

  test('belongs to its caller: that of another moves by itself, and once', async () => {
    await using auth = await setUp();
    const key = { 'idempotency-key': 'order 7' };
    const { secret } = await auth.createKey(['wallets:write']);
    const answers = [
      await auth.post('ada', { amount: 5 }, key),
      await auth.post('ada', { amount: 7 }, key, { 'x-api-key': secret }),
      await auth.post('ada', { amount: 7 }, key, { 'x-api-key': secret }),
      await auth.post('ada', { amount: 5 }, key),
    ].map((answer) => [answer.statusCode, answer.json().balance_after]);
    expect(answers).toEqual([
      [201, 5],
      [201, 12],
      [201, 12],
      [201, 5],
    ]);
    await auth.expectSound(2);
  });

  test('is stored as it was sent, where the release before looks for it', async () => {
    await using auth = await setUp();
    await auth.post('ada', { amount: 5 }, { 'idempotency-key': 'order 7' });
    const { rows } = await auth.database.query({
      text: `select idempotency_key from ledger_transactions where kind = 'manual'`,
    });
    expect(rows).toEqual([{ idempotency_key: 'order 7' }]);
  });

  test.each([{ amount: 6 }, { currency: 'diamond' }, { reason: 'another' }])(
    'is refused with %o under it',
    async (other) => {
      await using auth = await setUp();
      const key = { 'idempotency-key': 'order 7' };
      await auth.post('ada', { amount: 5 }, key);
      const answer = await auth.post('ada', { amount: 5, ...other }, key);
      expect([answer.statusCode, answer.json().code]).toEqual([409, 'idempotency-key-reused']);
      await auth.expectSound(1);
    },
  );

  test('belongs to one wallet', async () => {
    await using auth = await setUp();
    const key = { 'idempotency-key': 'bonus of May' };
    for (const user of ['ada', 'Ada', 'bob']) await auth.post(user, { amount: 5 }, key);
    for (const user of ['ada', 'Ada', 'bob']) {
      expect((await auth.get(user)).balances.gold).toBe(5);
    }
    await auth.expectSound(3);
  });

  test.each(['', 'x'.repeat(256)])('that reads %j is refused', async (key) => {
    await using auth = await setUp();
    const answer = await auth.post('ada', { amount: 5 }, { 'idempotency-key': key });
    expect(answer.statusCode).toBe(422);
    expect(answer.json().errors).toMatchObject([{ path: 'idempotency-key' }]);
  });

  test('is needed', async () => {
    await using auth = await setUp();
    const answer = await auth.server.inject({
      method: 'POST',
      url: '/api/v1/wallets/ada/transactions',
      headers: auth.admin.headers,
      payload: { currency: 'gold', amount: 5, reason: 'a test' },
    });
    expect(answer.statusCode).toBe(422);
    expect(answer.json().errors).toMatchObject([{ path: 'idempotency-key' }]);
  });
});

test.each([
  [{}, 'amount'],
  [{ amount: 0 }, 'amount'],
  [{ amount: 0.5 }, 'amount'],
  [{ amount: '5' }, 'amount'],
  [{ amount: 1_000_000_001 }, 'amount'],
  [{ amount: -1_000_000_001 }, 'amount'],
  [{ amount: 1, currency: ' ' }, 'currency'],
  [{ amount: 1, currency: 'x'.repeat(65) }, 'currency'],
  [{ amount: 1, currency: 'a\0' }, 'currency'],
  [{ amount: 1, reason: '' }, 'reason'],
  [{ amount: 1, reason: '\ud800' }, 'reason'],
  [{ amount: 1, kind: 'grant' }, 'kind'],
])('%j is refused, naming %s', async (body, path) => {
  await using auth = await setUp();
  const answer = await auth.post('ada', body);
  expect(answer.statusCode).toBe(422);
  expect(answer.json().errors).toMatchObject([{ path }]);
  await auth.expectSound(0);
});

test('neither "me" nor an id that is too long is paid', async () => {
  await using auth = await setUp();
  for (const user of ['me', 'x'.repeat(129)]) {
    expect((await auth.post(user, { amount: 1 })).statusCode).toBe(422);
  }
  await auth.expectSound(0);
});

test('superusers and keys with the scope may, others may not', async () => {
  await using auth = await setUp();
  const key = await auth.createKey(['wallets:write']);
  const other = await auth.createKey(['events:write', 'catalog:write']);
  const user = await auth.createUser('ada');
  const statusBy = async (by: Record<string, string>) =>
    (await auth.post(user.id, { amount: 1 }, {}, by)).statusCode;
  expect(await statusBy({ 'x-api-key': key.secret })).toBe(201);
  expect(await statusBy(auth.admin.headers)).toBe(201);
  expect(await statusBy({ 'x-api-key': other.secret })).toBe(403);
  expect(await statusBy(user.headers)).toBe(403);
  expect(await statusBy({})).toBe(401);
  await auth.server.inject({
    method: 'DELETE',
    url: `/api/v1/api-keys/${key.id}`,
    headers: auth.admin.headers,
  });
  expect(await statusBy({ 'x-api-key': key.secret })).toBe(401);
  const { rows } = await auth.database.query<{ created_by: string }>({
    text: 'select created_by from ledger_transactions order by id',
  });
  expect(rows.map(({ created_by }) => created_by)).toEqual([
    `api-key:${key.id}`,
    expect.stringMatching(/^user:/),
  ]);
});

describe('at once', () => {
  /** All of them stand before the wallet when the first may go on. */
  const atOnce = (
    auth: Awaited<ReturnType<typeof setUp>>,
    posts: (() => ReturnType<typeof auth.post>)[],
  ) =>
    whileLocked(
      auth.database,
      {
        lock: "select from balances where user_id = 'ada' for update",
        // As many as there are connections; the others wait for one of them.
        waitingCount: Math.min(posts.length, 5),
      },
      () => posts.map((post) => post()),
    );

  test('spends never take more than there is', async () => {
    await using auth = await setUp();
    await auth.post('ada', { amount: 10 });
    const posts = Array.from({ length: 20 }, () => () => auth.post('ada', { amount: -3 }));
    const answers = await atOnce(auth, posts);
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([
      ...Array(3).fill(201),
      ...Array(17).fill(409),
    ]);
    expect((await auth.get('ada')).balances.gold).toBe(1);
    await auth.expectSound(4);
  });

  test('repeats of one key move once and get one answer', async () => {
    await using auth = await setUp();
    await auth.post('ada', { amount: 10 });
    const key = { 'idempotency-key': 'order 7' };
    const posts = Array.from({ length: 10 }, () => () => auth.post('ada', { amount: -3 }, key));
    const answers = await atOnce(auth, posts);
    const ids = answers.map((answer) => answer.json<WalletTransaction>().id);
    expect(new Set(ids).size).toBe(1);
    expect((await auth.get('ada')).balances.gold).toBe(7);
    await auth.expectSound(2);
  });

  test('spends, credits and grants of one wallet add up', async () => {
    await using auth = await setUp();
    const [subscription] = createAuthSubscriptions(auth.deps);
    const lines = [{ currency: 'gold', amount: 2 }];
    const all = Array.from({ length: 10 }, () => [
      auth.post('ada', { amount: -1 }),
      auth.post('ada', { amount: 1 }),
      subscription?.handle([toRewardGranted({ user_id: 'ada', lines })]),
    ]);
    const answers = (await Promise.all(all.flat())) as Partial<{ statusCode: number }>[];
    const spent = answers.filter(({ statusCode }) => statusCode === 409).length;
    expect((await auth.get('ada')).balances.gold).toBe(20 + spent);
    await auth.expectSound(30 - spent);
  });
});

test('the ledger refuses a transaction by hand without its key and its author', async () => {
  await using auth = await setUp();
  const insert = {
    text: `insert into ledger_transactions (id, kind, user_id, cause, created_at)
      values ($1, 'manual', 'ada', '{}', now())`,
    values: [v7()],
  };
  await expect(auth.database.query(insert)).rejects.toThrow('ledger_transactions_manual');
});
