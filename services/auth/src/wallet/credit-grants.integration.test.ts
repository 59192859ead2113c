import { walletCreditedData } from '@questline/contracts/auth/events';
import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import { toRewardGranted } from '../../test/reward-granted.ts';
import { createTestAuth } from '../../test/test-auth.ts';
import {
  auditBalances,
  auditGrants,
  auditRunningBalances,
  selectCreditedGrants,
} from '../audit.sql.ts';
import { createAuthSubscriptions } from '../auth.ts';
import { selectBalances } from './balances.sql.ts';

const setUp = async () => {
  const auth = await createTestAuth();
  const [subscription] = createAuthSubscriptions(auth.deps);
  if (subscription === undefined) throw new Error('auth has no subscription');
  return {
    ...auth,
    handle: subscription.handle,
    balancesOf: async (userId: string) =>
      Object.fromEntries((await selectBalances(auth.database, [userId])).get(userId) ?? []),
    expectSound: async (grants: number) => {
      expect(await auditGrants(auth.database)).toEqual({ checked: grants, violations: 0 });
      expect(await auditBalances(auth.database)).toMatchObject({ violations: 0 });
      expect(await auditRunningBalances(auth.database)).toMatchObject({ violations: 0 });
    },
  };
};

const accepted = { kind: 'accepted' };
const rejected = { kind: 'rejected', reason: expect.stringMatching(/.+/) };

test('a grant is credited and told with the balances after it', async () => {
  await using auth = await setUp();
  const user = v7();
  const grantId = v7();
  const lines = [
    { currency: 'gold', amount: 5 },
    { item: 'sword', quantity: 1 },
    { currency: 'gold', amount: 2 },
  ];

  const verdicts = await auth.handle([
    toRewardGranted({ user_id: user }),
    toRewardGranted({ user_id: user, grant_id: grantId, lines }),
  ]);

  expect(verdicts).toEqual([accepted, accepted]);
  expect(await auth.balancesOf(user)).toEqual({ gold: 7, diamond: 10, sword: 1 });
  expect(await auth.outbox()).toMatchObject([
    {
      source: 'questline/auth',
      type: 'WalletCredited',
      subject: user,
      data: { credits: [{ currency: 'diamond', amount: 10 }], balances: { gold: 0, diamond: 10 } },
    },
    {
      data: {
        grant_id: grantId,
        credits: [
          { currency: 'gold', amount: 5 },
          { currency: 'sword', amount: 1 },
          { currency: 'gold', amount: 2 },
        ],
        balances: { gold: 7, diamond: 10, sword: 1 },
      },
    },
  ]);
  for (const { data } of await auth.outbox()) walletCreditedData.parse(data);
  await auth.expectSound(2);
});

test('users are told apart by their whole id, whatever it is', async () => {
  await using auth = await setUp();
  const users = ['ada', 'Ada', ' ada', 'ada ', '7', 'null', '名前', "o'hara", 'x'.repeat(128)];
  const events = users.map((user_id) =>
    toRewardGranted({ user_id, lines: [{ badge: 'founder' }], step: 2 }),
  );
  await Promise.all([auth.handle(events), auth.handle(events.toReversed())]);
  for (const user of users) {
    expect(await auth.balancesOf(user)).toEqual({ gold: 0, diamond: 0, 'badge:founder': 1 });
  }
  const told = await auth.outbox();
  expect(new Set(told.map(({ subject }) => subject))).toEqual(new Set(users));
  const credited = await selectCreditedGrants(auth.database, null, 100);
  expect(new Set(credited.map(({ user_id }) => user_id))).toEqual(new Set(users));
  await auth.expectSound(users.length);
});

test('a redelivery, in the batch or later, credits nothing and emits nothing', async () => {
  await using auth = await setUp();
  const event = toRewardGranted({ user_id: v7() });
  expect(await auth.handle([event, event])).toEqual([accepted, accepted]);
  expect(await auth.handle([event, { ...event, id: v7() }])).toEqual([accepted, accepted]);
  expect(await auth.balancesOf(event.subject)).toEqual({ gold: 0, diamond: 10 });
  expect(await auth.outbox()).toHaveLength(1);
  await auth.expectSound(1);
});

test('a known grant with another payload is rejected', async () => {
  await using auth = await setUp();
  const event = toRewardGranted({ user_id: v7() });
  const forged = { ...event, data: { ...event.data, lines: [{ currency: 'gold', amount: 1 }] } };
  const stolen = { ...event, subject: v7() };
  await auth.handle([event]);
  expect(await auth.handle([forged, stolen])).toEqual([rejected, rejected]);
  expect(await auth.balancesOf(event.subject)).toEqual({ gold: 0, diamond: 10 });
  await auth.expectSound(1);
});

test('a bad event is rejected with its reason, and the others of its batch are credited', async () => {
  await using auth = await setUp();
  const user = v7();
  const good = toRewardGranted({ user_id: user });
  const nul = toRewardGranted({ user_id: user, lines: [{ item: 'a\0', quantity: 1 }] });
  const verdicts = await auth.handle([
    { ...good, data: {} },
    nul,
    good,
    { ...good, subject: 'a\0' },
  ]);
  expect(verdicts).toEqual([rejected, rejected, accepted, rejected]);
  expect(await auth.balancesOf(user)).toMatchObject({ diamond: 10 });
});

test('a balance that would pass 2^53 - 1 is rejected, and the others of its batch are credited', async () => {
  await using auth = await setUp();
  const rich = v7();
  await auth.database.query({
    text: "insert into balances values ($1, 'gold', 9007199254740990)",
    values: [rich],
  });
  const gold = (amount: number) =>
    toRewardGranted({ user_id: rich, lines: [{ currency: 'gold', amount }] });
  const other = toRewardGranted({ user_id: v7() });
  expect(await auth.handle([gold(2), other, gold(1)])).toEqual([rejected, accepted, accepted]);
  expect(await auth.balancesOf(rich)).toMatchObject({ gold: Number.MAX_SAFE_INTEGER });
  expect(await auth.balancesOf(other.subject)).toMatchObject({ diamond: 10 });
});

test('parallel consumers of the same grants in different orders credit each once', async () => {
  await using auth = await setUp();
  const users = Array.from({ length: 10 }, () => v7());
  const events = Array.from({ length: 100 }, (_, index) =>
    toRewardGranted({
      user_id: users[index % users.length] ?? '',
      lines: [
        { currency: 'diamond', amount: 1 },
        { item: `item-${index % 7}`, quantity: 1 },
      ],
    }),
  );
  const orders = [
    events,
    events.toReversed(),
    [...events.slice(50), ...events.slice(0, 50)],
    [...events, ...events],
  ];

  const verdicts = await Promise.all(orders.map((order) => auth.handle(order)));

  expect(new Set(verdicts.flat().map(({ kind }) => kind))).toEqual(new Set(['accepted']));
  for (const user of users) expect(await auth.balancesOf(user)).toMatchObject({ diamond: 10 });
  const told = await auth.outbox();
  expect(new Set(told.map(({ data }) => data.grant_id)).size).toBe(100);
  expect(told).toHaveLength(100);
  await auth.expectSound(100);
});

test('the last event told of a user has the balances that the wallet holds', async () => {
  await using auth = await setUp();
  const user = v7();
  const items = Array.from({ length: 20 }, (_, index) =>
    toRewardGranted({ user_id: user, lines: [{ item: `item-${index}`, quantity: 1 }] }),
  );
  await Promise.all(items.map((event) => auth.handle([event])));
  const last = (await auth.outbox()).at(-1);
  expect(last?.data.balances).toEqual(await auth.balancesOf(user));
  await auth.expectSound(20);
});

test('credited grants can be read page by page', async () => {
  await using auth = await setUp();
  const user = v7();
  const grants = Array.from({ length: 5 }, () => toRewardGranted({ user_id: user }));
  await auth.handle(grants);
  const read = [];
  for (let after: string | null = null; ; ) {
    const page = await selectCreditedGrants(auth.database, after, 2);
    if (page.length === 0) break;
    read.push(...page);
    after = page.at(-1)?.grant_id ?? null;
  }
  expect(read).toEqual(
    grants
      .map(({ data }) => ({
        grant_id: data.grant_id,
        user_id: user,
        currency: 'diamond',
        amount: 10,
      }))
      .sort((a, b) => (String(a.grant_id) < String(b.grant_id) ? -1 : 1)),
  );
});

test('a badge is held once, whatever grants it, in whatever order and however often', async () => {
  await using auth = await setUp();
  const user = v7();
  const badge = { badge: 'founder' };
  const grants = [[badge], [badge, { currency: 'gold', amount: 5 }], [badge, badge], [badge]].map(
    (lines) => toRewardGranted({ user_id: user, grant_id: v7(), lines }),
  );
  await Promise.all(grants.map((grant) => auth.handle([grant])));
  await auth.handle([...grants].reverse());
  expect(await auth.balancesOf(user)).toMatchObject({ gold: 5, 'badge:founder': 1 });
  await auth.expectSound(4);
  const told = (await auth.outbox()).map(({ data }) => walletCreditedData.parse(data));
  const badges = told.flatMap(({ credits }) =>
    credits.filter(({ currency }) => currency !== 'gold'),
  );
  expect(badges).toEqual([{ currency: 'badge:founder', amount: 1 }]);
  expect(told.every(({ balances }) => balances['badge:founder'] === 1)).toBe(true);
  const credited = await selectCreditedGrants(auth.database, null, 10);
  expect(credited.filter(({ currency }) => currency === 'badge:founder')).toHaveLength(4);
});
