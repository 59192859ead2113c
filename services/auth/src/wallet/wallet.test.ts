import type { RewardLine } from '@questline/contracts/catalog/reward';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toRewardGranted } from '../../test/reward-granted.ts';
import {
  decideGrants,
  type Grant,
  parseGrant,
  toBalancesPublic,
  type WalletState,
} from './wallet.ts';

const ada = '01890000-0000-7000-8000-000000000001';
const bob = '01890000-0000-7000-8000-000000000002';
const grantId = (n: number) => `01890000-0000-7000-8000-0000000001${String(n).padStart(2, '0')}`;
const empty: WalletState = { balances: new Map(), fingerprints: new Map() };

const grantOf = (given: Parameters<typeof toRewardGranted>[0]): Grant => {
  const parsed = parseGrant(toRewardGranted(given));
  if (parsed.kind === 'malformed') throw new Error(parsed.reason);
  return parsed.grant;
};

describe('reading a grant', () => {
  test('an item is credited under its own name, a badge as one of such an item', () => {
    const lines: RewardLine[] = [
      { currency: 'gold', amount: 5 },
      { item: 'sword', quantity: 2 },
      { badge: 'founder' },
    ];
    expect(grantOf({ user_id: ada, lines }).credits).toEqual([
      { currency: 'gold', amount: 5 },
      { currency: 'sword', amount: 2 },
      { currency: 'badge:founder', amount: 1 },
    ]);
  });

  test('a grant id compares without regard to case, a user id as it is', () => {
    const given = { user_id: ada, grant_id: grantId(1) };
    const upper = { ...given, grant_id: grantId(1).toUpperCase() };
    expect(grantOf(upper)).toEqual(grantOf(given));
    const names = ['ada', 'Ada', ' ada ', '7', 'a/b', '名前', 'x'.repeat(128)];
    expect(names.map((user_id) => grantOf({ ...given, user_id }).user_id)).toEqual(names);
  });

  test('its digest is as it was before there were steps, unless it is for one', () => {
    const given = { user_id: ada, grant_id: grantId(1) };
    const before = 'E1329NWekq_k5fSEODXlCPCb8PZnci8xJqqUkR_ZfOk';
    expect(grantOf(given).fingerprint).toBe(before);
    expect(grantOf({ ...given, step: 0 }).fingerprint).toBe(before);
    const digests = [0, 1, 2].map((step) => grantOf({ ...given, step }).fingerprint);
    expect(new Set(digests).size).toBe(3);
  });

  test('the trace it comes on is no part of the payload', () => {
    const event = toRewardGranted({ user_id: ada });
    const traceparent = `00-${'1'.repeat(32)}-b7ad6b7169203331-01`;
    const [plain, traced, odd] = [undefined, traceparent, 'nonsense'].map((text) => {
      const parsed = parseGrant(text === undefined ? event : { ...event, traceparent: text });
      if (parsed.kind === 'malformed') throw new Error(parsed.reason);
      return parsed.grant;
    });
    expect(traced).toEqual({ ...plain, traceparent });
    expect(odd).toEqual(plain);
  });

  const event = toRewardGranted({ user_id: ada });
  test.each([
    ['a subject that is too long for a user id', { ...event, subject: 'a'.repeat(129) }],
    ['NUL in a subject', { ...event, subject: 'a\0' }],
    ['half a surrogate pair in a subject', { ...event, subject: '\udc00' }],
    ['another source', { ...event, source: 'somewhere/else' }],
    ['no grant id', { ...event, data: { ...event.data, grant_id: undefined } }],
    ['no lines', { ...event, data: { ...event.data, lines: [] } }],
    [
      'a negative amount',
      { ...event, data: { ...event.data, lines: [{ currency: 'gold', amount: -1 }] } },
    ],
    [
      'half an amount',
      { ...event, data: { ...event.data, lines: [{ currency: 'gold', amount: 0.5 }] } },
    ],
    [
      'NUL in a name',
      { ...event, data: { ...event.data, lines: [{ item: 'a\0b', quantity: 1 }] } },
    ],
    [
      'half a surrogate pair',
      { ...event, data: { ...event.data, lines: [{ item: '\ud800', quantity: 1 }] } },
    ],
  ])('%s is malformed, with the reason', (_what, bad) => {
    expect(parseGrant(bad)).toEqual({ kind: 'malformed', reason: expect.stringMatching(/.+/) });
  });
});

describe('deciding grants', () => {
  test('given a balance, when a grant comes, then its lines are added in turn', () => {
    const state = { ...empty, balances: new Map([[ada, new Map([['gold', 7]])]]) };
    const lines: RewardLine[] = [
      { currency: 'gold', amount: 5 },
      { currency: 'gold', amount: 1 },
    ];
    expect(decideGrants(state, [grantOf({ user_id: ada, lines })])).toMatchObject([
      {
        kind: 'credited',
        entries: [
          { line: 1, amount: 5, balance_after: 12 },
          { line: 2, amount: 1, balance_after: 13 },
        ],
      },
    ]);
  });

  test('given a credited grant, when it comes again, then nothing happens', () => {
    const grant = grantOf({ user_id: ada });
    const state = { ...empty, fingerprints: new Map([[grant.grant_id, grant.fingerprint]]) };
    expect(decideGrants(state, [grant])).toEqual([{ kind: 'replayed' }]);
  });

  test.each([
    ['amount', { user_id: ada, lines: [{ currency: 'diamond', amount: 11 }] }],
    ['user', { user_id: bob }],
    ['cause', { user_id: ada, ordinal: 2 }],
    ['step', { user_id: ada, step: 1 }],
  ])(
    'given a grant in the batch, when its id comes with another %s, then it is refused',
    (_what, other) => {
      const first = grantOf({ user_id: ada, grant_id: grantId(1) });
      const second = grantOf({ grant_id: grantId(1), ...other });
      expect(decideGrants(empty, [first, second]).map(({ kind }) => kind)).toEqual([
        'credited',
        'refused',
      ]);
    },
  );

  test('given a balance near its limit, when a grant would pass it, then only that grant is refused', () => {
    const nearly = new Map([['gold', Number.MAX_SAFE_INTEGER - 3]]);
    const state = { ...empty, balances: new Map([[ada, nearly]]) };
    const gold = (amount: number): RewardLine[] => [{ currency: 'gold', amount }];
    const both: RewardLine[] = [{ currency: 'diamond', amount: 1 }, ...gold(4)];
    const grants = [both, gold(3), gold(1)].map((lines) => grantOf({ user_id: ada, lines }));
    const decisions = decideGrants(state, grants);
    expect(decisions.map(({ kind }) => kind)).toEqual(['refused', 'credited', 'refused']);
    expect(decisions[1]).toMatchObject({ balances: new Map([['gold', Number.MAX_SAFE_INTEGER]]) });
  });

  test('for any grants with duplicates, in any batches, balances equal the sum of the entries', () => {
    const line = fc.oneof(
      fc.record({
        currency: fc.constantFrom('gold', 'diamond'),
        amount: fc.integer({ min: 1, max: 1e9 }),
      }),
      fc.record({
        item: fc.constantFrom('sword', '__proto__'),
        quantity: fc.integer({ min: 1, max: 9 }),
      }),
    );
    const given = fc.record({
      user_id: fc.constantFrom(ada, bob),
      grant_id: fc.integer({ min: 1, max: 6 }).map(grantId),
      lines: fc.array(line, { minLength: 1, maxLength: 3 }),
    });
    const batches = fc.array(fc.array(given.map(grantOf), { maxLength: 6 }), { maxLength: 6 });

    fc.assert(
      fc.property(batches, (sequence) => {
        const balances = new Map<string, ReadonlyMap<string, number>>();
        const fingerprints = new Map<string, string>();
        const sums = new Map<string, number>();
        for (const batch of sequence) {
          for (const decision of decideGrants({ balances, fingerprints }, batch)) {
            if (decision.kind !== 'credited') continue;
            const { grant, entries } = decision;
            expect(fingerprints.has(grant.grant_id)).toBe(false);
            fingerprints.set(grant.grant_id, grant.fingerprint);
            balances.set(grant.user_id, decision.balances);
            for (const { currency, amount, balance_after } of entries) {
              const key = `${grant.user_id} ${currency}`;
              sums.set(key, (sums.get(key) ?? 0) + amount);
              expect(balance_after).toBe(sums.get(key));
            }
          }
        }
        const held = [...balances].flatMap(([user, ofUser]) =>
          [...ofUser].map(([currency, balance]) => [`${user} ${currency}`, balance] as const),
        );
        expect(new Map(held)).toEqual(sums);
      }),
    );
  });
});

test('balances always tell gold and diamond', () => {
  expect(
    toBalancesPublic(
      new Map([
        ['sword', 2],
        ['gold', 1],
      ]),
    ),
  ).toEqual({
    gold: 1,
    diamond: 0,
    sword: 2,
  });
});
