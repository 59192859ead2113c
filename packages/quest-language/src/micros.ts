/** An amount in millionths: a number while it is exact, else a decimal text. */
export type Micros = number | string;

const perUnit = 1_000_000;

/** Values up to this keep their millionths within 2^53. */
const exactMax = 9_000_000_000;

/** A value in millionths, rounded to the nearest, as an exact integer. */
const bigMicros = (value: number): bigint => {
  const whole = Math.trunc(value);
  return BigInt(whole) * BigInt(perUnit) + BigInt(Math.round((value - whole) * perUnit));
};

const fromBig = (micros: bigint): Micros =>
  micros <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(micros) : String(micros);

/** A value (at most `exactMax` either way) in millionths, for comparison. */
export const toMicros = (value: number): number => {
  const whole = Math.trunc(value);
  return whole * perUnit + Math.round((value - whole) * perUnit);
};

/** A sum and one more value. The order of additions never matters. */
export const addMicros = (sum: Micros, value: number): Micros => {
  if (typeof sum === 'number' && value <= exactMax) {
    const total = sum + toMicros(value);
    if (total <= Number.MAX_SAFE_INTEGER) return total;
  }
  return fromBig(BigInt(sum) + bigMicros(value));
};

/** What is left of a sum when `taken` (millionths) is used up; never below 0. */
export const takeMicros = (sum: Micros, taken: number): Micros => {
  if (typeof sum === 'number') return Math.max(0, sum - taken);
  return fromBig(BigInt(sum) - BigInt(taken));
};

/** Millionths as a value to show. */
export const fromMicros = (micros: Micros): number => Number(micros) / perUnit;
