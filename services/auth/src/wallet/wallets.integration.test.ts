import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import { toRewardGranted } from '../../test/reward-granted.ts';
import { createTestAuth } from '../../test/test-auth.ts';
import { createAuthSubscriptions } from '../auth.ts';

const setUp = async () => {
  const auth = await createTestAuth();
  const ada = await auth.createUser('ada');
  const get = (url: string, headers: Record<string, string> = ada.headers) =>
    auth.server.inject({ url: `/api/v1/wallets/${url}`, headers });
  const credit = (...amounts: number[]) =>
    createAuthSubscriptions(auth.deps)[0]?.handle(
      amounts.map((amount) =>
        toRewardGranted({ user_id: ada.id, lines: [{ currency: 'gold', amount }] }),
      ),
    );
  return { ...auth, ada, get, credit };
};

test('a user sees their balances, gold and diamond even when empty, and so does UserPublic', async () => {
  await using auth = await setUp();
  expect((await auth.get('me')).json()).toEqual({
    user_id: auth.ada.id,
    balances: { gold: 0, diamond: 0 },
  });
  await auth.credit(5, 2);
  expect((await auth.get('me/')).json().balances).toEqual({ gold: 7, diamond: 0 });
  const me = await auth.server.inject({ url: '/api/v1/users/me', headers: auth.ada.headers });
  expect(me.json()).toMatchObject({ gold: 7, diamond: 0 });
});

test('a user sees their side of the ledger, newest first, page by page', async () => {
  await using auth = await setUp();
  await auth.credit(1, 2, 3);
  const first = (await auth.get('me/entries?limit=2')).json();
  expect(first.data).toMatchObject([
    { kind: 'grant', currency: 'gold', amount: 3, balance_after: 6, cause: { version: 1 } },
    { amount: 2, balance_after: 3 },
  ]);
  const second = (await auth.get(`me/entries?limit=2&cursor=${first.next_cursor}`)).json();
  expect(second.data).toMatchObject([{ amount: 1, balance_after: 1 }]);
  expect(second.next_cursor).toBeNull();
});

test('a superuser sees any wallet, others are refused before they learn who exists', async () => {
  await using auth = await setUp();
  await auth.credit(4);
  const admin = await auth.createSuperuser();
  for (const path of ['', '/entries']) {
    const statusOf = async (id: string, headers: Record<string, string>) =>
      (await auth.get(`${id}${path}`, headers)).statusCode;
    expect(await statusOf(auth.ada.id, admin.headers)).toBe(200);
    expect(await statusOf(v7(), admin.headers)).toBe(404);
    expect(await statusOf('nobody', admin.headers)).toBe(404);
    expect(await statusOf('x'.repeat(129), admin.headers)).toBe(422);
    expect(await statusOf('a%00', admin.headers)).toBe(422);
    expect(await statusOf('a%', admin.headers)).toBe(400);
    for (const id of [auth.ada.id, v7(), 'nonsense']) {
      expect(await statusOf(id, auth.ada.headers)).toBe(403);
      expect(await statusOf(id, {})).toBe(401);
    }
  }
  expect((await auth.get(auth.ada.id, admin.headers)).json().balances).toEqual({
    gold: 4,
    diamond: 0,
  });
});

test.each(['ada', 'a/b?c#d', '.hidden', '名'.repeat(128), '%2F'])(
  'a superuser sees the wallet of %j, who has no account',
  async (user) => {
    await using auth = await setUp();
    const { headers } = await auth.createSuperuser();
    const path = encodeURIComponent(user);
    expect((await auth.get(path, headers)).statusCode).toBe(404);
    await createAuthSubscriptions(auth.deps)[0]?.handle([toRewardGranted({ user_id: user })]);
    expect((await auth.get(path, headers)).json()).toEqual({
      user_id: user,
      balances: { gold: 0, diamond: 10 },
    });
    expect((await auth.get(`${path}/entries`, headers)).json().data).toMatchObject([
      { currency: 'diamond', amount: 10 },
    ]);
  },
);

test.each(['limit=0', 'limit=1001', 'limit=x', 'cursor=x', 'cursor=-1'])(
  'a page with %s is refused',
  async (query) => {
    await using auth = await setUp();
    expect((await auth.get(`me/entries?${query}`)).statusCode).toBe(422);
  },
);
