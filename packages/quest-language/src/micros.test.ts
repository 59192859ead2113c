import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addMicros, fromMicros, type Micros, takeMicros, toMicros } from './micros.ts';

const value = fc.oneof(
  fc.integer({ min: 0, max: 1_000_000_000_000 }),
  fc.integer({ min: 0, max: 9_000_000_000_000_000 }).map((micros) => micros / 1_000_000),
);

const exact = (one: number): bigint => BigInt(one.toFixed(6).replace('.', ''));

describe('micros', () => {
  it('sums up exactly, in any order', () => {
    fc.assert(
      fc.property(fc.array(value, { size: 'large' }), (values) => {
        const sum = values.reduce<Micros>(addMicros, 0);
        expect(BigInt(sum)).toBe(values.map(exact).reduce((a, b) => a + b, 0n));
        expect(values.toReversed().reduce<Micros>(addMicros, 0)).toBe(sum);
      }),
    );
  });

  it.each([
    [0.1, 100_000],
    [1.1, 1_100_000],
    [-2.5, -2_500_000],
    [0.0000014, 1],
    [0.0000016, 2],
    [9_000_000_000, 9_000_000_000_000_000],
  ])('%d is %i millionths', (one, micros) => {
    expect(toMicros(one)).toBe(micros);
  });

  it('is text only beyond what a number can hold', () => {
    expect(addMicros(Number.MAX_SAFE_INTEGER - 1_000_000, 1)).toBe(Number.MAX_SAFE_INTEGER);
    expect(addMicros(Number.MAX_SAFE_INTEGER - 999_999, 1)).toBe('9007199254740992');
    expect(addMicros(0, 9_000_000_001)).toBe(9_000_000_001_000_000);
    expect(addMicros(0, 9_007_199_255)).toBe('9007199255000000');
  });

  it('takes what is used up, never below nothing', () => {
    expect(takeMicros(35, 10)).toBe(25);
    expect(takeMicros(5, 10)).toBe(0);
    expect(takeMicros('9007199254740993', 1)).toBe('9007199254740992');
    expect(takeMicros('9007199254740993', 2)).toBe(9_007_199_254_740_991);
  });

  it('shows units', () => {
    expect(fromMicros(2_500_000)).toBe(2.5);
    expect(fromMicros('2000000000000000000')).toBe(2_000_000_000_000);
  });
});
