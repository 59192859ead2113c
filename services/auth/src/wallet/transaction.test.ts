import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideTransaction, toTransactionFingerprint } from './transaction.ts';

describe('deciding a transaction', () => {
  test.each([
    [0, 5, { kind: 'moved', balance_after: 5 }],
    [5, -5, { kind: 'moved', balance_after: 0 }],
    [5, -6, { kind: 'not-enough', balance: 5 }],
    [0, -1, { kind: 'not-enough', balance: 0 }],
    [Number.MAX_SAFE_INTEGER, 1, { kind: 'balance-too-large' }],
  ])('given %d, when %d is moved, then %o', (balance, amount, decision) => {
    expect(decideTransaction(balance, { currency: 'gold', amount })).toEqual(decision);
  });

  test.each([
    [0, 1, { kind: 'moved', balance_after: 1 }],
    [1, 1, { kind: 'badge-held' }],
    [0, 2, { kind: 'badge-held' }],
    [2, -1, { kind: 'moved', balance_after: 1 }],
  ])('given %d of a badge, when %d is moved, then %o', (balance, amount, decision) => {
    expect(decideTransaction(balance, { currency: 'badge:founder', amount })).toEqual(decision);
  });

  test('whatever comes, a balance is the sum of what was moved and never negative', () => {
    const amount = fc.integer({ min: -1e9, max: 1e9 });
    fc.assert(
      fc.property(fc.array(amount), (amounts) => {
        let [balance, sum] = [0, 0];
        for (const each of amounts) {
          const decision = decideTransaction(balance, { currency: 'gold', amount: each });
          if (decision.kind !== 'moved') continue;
          sum += each;
          balance = decision.balance_after;
          expect(balance).toBe(sum);
          expect(balance).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});

test('anything else under a key has another digest', () => {
  const wanted = { currency: 'gold', amount: 5, reason: 'refund' };
  const others = [
    { ...wanted },
    { ...wanted, currency: 'diamond' },
    { ...wanted, amount: -5 },
    { ...wanted, reason: 'gift' },
  ];
  const [same, ...different] = others.map(toTransactionFingerprint);
  expect(same).toBe(toTransactionFingerprint(wanted));
  expect(new Set([same, ...different]).size).toBe(4);
});
