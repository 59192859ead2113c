import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addToSum, compareSum, type ExactSum, shownSum, sumMax, takeFromSum } from './exact-sum.ts';
import { emptyState, type Measured } from './quest-state.ts';
import { valuesOf, withValues } from './stored-values.ts';

/** Decimals of up to twelve places and fifteen digits, which a number holds exactly enough to write. */
const decimal = fc
  .tuple(fc.integer({ min: 0, max: 999_999_999_999_999 }), fc.integer({ min: 0, max: 12 }))
  .map(([digits, places]) => ({ value: Number(`${digits}e-${places}`), digits, places }));

const partsOf = ({ digits, places }: { digits: number; places: number }): bigint =>
  BigInt(digits) * 10n ** BigInt(12 - places);

const exactly = (sum: ExactSum): bigint => {
  const [millionths = '', parts = '0'] = String(sum).split('.');
  return BigInt(millionths) * 1_000_000n + BigInt(parts);
};

const sumOf = (...values: number[]) => values.reduce<ExactSum>(addToSum, 0);

describe('an exact sum', () => {
  it('is that of the decimals as they are written, in any order', () => {
    fc.assert(
      fc.property(fc.array(decimal, { size: 'large' }), (decimals) => {
        const values = decimals.map(({ value }) => value);
        const sum = sumOf(...values);
        expect(exactly(sum)).toBe(decimals.map(partsOf).reduce((a, b) => a + b, 0n));
        expect(sumOf(...values.toReversed())).toBe(sum);
      }),
    );
  });

  it('compares with a value exactly, however near that is', () => {
    fc.assert(
      fc.property(fc.array(decimal, { maxLength: 5 }), decimal, (decimals, other) => {
        const sum = sumOf(...decimals.map(({ value }) => value));
        const parts = exactly(sum) - partsOf(other);
        expect(Math.sign(compareSum(sum, other.value))).toBe(parts < 0n ? -1 : Number(parts > 0n));
      }),
    );
  });

  it('is less by what is taken, never below nothing', () => {
    fc.assert(
      fc.property(fc.array(decimal, { maxLength: 5 }), decimal, (decimals, taken) => {
        const sum = sumOf(...decimals.map(({ value }) => value));
        const left = exactly(sum) - partsOf(taken);
        expect(exactly(takeFromSum(sum, taken.value))).toBe(left > 0n ? left : 0n);
      }),
    );
  });

  it('is stored in whole millionths and the rest, and read as it was', () => {
    fc.assert(
      fc.property(fc.array(decimal, { maxLength: 5 }), (decimals) => {
        const values = decimals.map(({ value }): Measured => sumOf(value, 2e12));
        const round = JSON.parse(JSON.stringify(withValues(emptyState, values)));
        expect(valuesOf(round)).toEqual(values);
        for (const value of round.v ?? []) expect(() => BigInt(value)).not.toThrow();
      }),
    );
  });

  it.each([
    [0.1, 100_000],
    [0.0000005, '0.500000'],
    [1e-12, '0.000001'],
    [4e-13, 0],
    [5e-13, '0.000001'],
    [0.1 + 0.2, 300_000],
    [9_007_199_254.5, 9_007_199_254_500_000],
    [1_000_000_000_000, '1000000000000000000'],
  ])('of %d alone is %s millionths', (value, sum) => {
    expect(sumOf(value)).toBe(sum);
  });

  it('of a hundred halves of a millionth is 0.00005', () => {
    const sum = sumOf(...Array<number>(100).fill(0.0000005));
    expect(shownSum(sum)).toBe(0.00005);
    expect(compareSum(sum, 0.00005)).toBe(0);
    expect(compareSum(sum, 0.000050000001)).toBeLessThan(0);
  });

  it('is text only where a number cannot hold it', () => {
    expect(addToSum(Number.MAX_SAFE_INTEGER - 1_000_000, 1)).toBe(Number.MAX_SAFE_INTEGER);
    expect(addToSum(Number.MAX_SAFE_INTEGER - 999_999, 1)).toBe('9007199254740992');
    expect(addToSum('0.500000', 0.0000005)).toBe(1);
  });

  it('does not grow beyond its bound', () => {
    let sum: ExactSum = '999999999999999999999999';
    sum = addToSum(sum, 1_000_000_000_000);
    expect(shownSum(sum)).toBe(sumMax);
    expect(addToSum(sum, 1)).toBe(sum);
  });

  it('reads what the release before stored', () => {
    expect(addToSum('9007199254740993', 0.000001)).toBe('9007199254740994');
    expect(takeFromSum('9007199254740993', 0.000002)).toBe(9_007_199_254_740_991);
    expect(shownSum(2_500_000)).toBe(2.5);
    expect(shownSum('2000000000000000000')).toBe(2_000_000_000_000);
  });
});
