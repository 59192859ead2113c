/**
 * A sum in millionths: a number while it is whole and within 2^53, else a decimal text, with six places
 * after the point where it is not whole.
 */
export type ExactSum = number | string;

const perUnit = 1_000_000;
/** Places of a unit that are counted; what a value has beyond them is rounded. */
const places = 12;
const partsPerMillionth = 1_000_000n;

/** No sum grows beyond this many units. */
export const sumMax = 1e18;
const sumPartsMax = 10n ** 30n;

/** Up to this many millionths a number has no other decimal as short. */
const plainMax = 1e15;

/** A value in millionths where that is whole and certain, which it is for nearly all. */
const plainMillionths = (value: number): number | undefined => {
  const millionths = Math.round(value * perUnit);
  return Math.abs(millionths) <= plainMax && millionths / perUnit === value
    ? millionths
    : undefined;
};

/** The decimal that a value is written as (the shortest that reads as it), in units of 10^-12. */
const partsOf = (value: number): bigint => {
  const [digits = '', exponent = '0'] = Math.abs(value).toString().split('e');
  const [whole = '', fraction = ''] = digits.split('.');
  const shift = places + Number(exponent) - fraction.length;
  const written = BigInt(whole + fraction);
  if (shift >= 0) return sign(value) * written * 10n ** BigInt(shift);
  const divisor = 10n ** BigInt(-shift);
  return sign(value) * ((2n * written + divisor) / (2n * divisor));
};

const sign = (value: number): bigint => (value < 0 ? -1n : 1n);

const toParts = (sum: ExactSum): bigint => {
  const [millionths = '', parts = '0'] = String(sum).split('.');
  return BigInt(millionths) * partsPerMillionth + BigInt(parts);
};

const fromParts = (parts: bigint): ExactSum => {
  const millionths = parts / partsPerMillionth;
  const rest = parts % partsPerMillionth;
  if (rest !== 0n) return `${millionths}.${String(rest).padStart(6, '0')}`;
  return millionths <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(millionths) : String(millionths);
};

/** A sum and one more value, which is not negative. The order of additions never matters. */
export const addToSum = (sum: ExactSum, value: number): ExactSum => {
  const millionths = plainMillionths(value);
  if (typeof sum === 'number' && millionths !== undefined) {
    const total = sum + millionths;
    if (total <= Number.MAX_SAFE_INTEGER) return total;
  }
  const total = toParts(sum) + partsOf(value);
  return fromParts(total < sumPartsMax ? total : sumPartsMax);
};

/** How a sum compares with a value in units: negative when it is less, 0 when it is the same. */
export const compareSum = (sum: ExactSum, value: number): number => {
  const millionths = plainMillionths(value);
  if (typeof sum === 'number' && millionths !== undefined) return sum - millionths;
  const [one, other] = [toParts(sum), partsOf(value)];
  return one < other ? -1 : Number(one > other);
};

/** What is left of a sum when `taken` (units) is used up; never below 0. */
export const takeFromSum = (sum: ExactSum, taken: number): ExactSum => {
  const millionths = plainMillionths(taken);
  if (typeof sum === 'number' && millionths !== undefined) return Math.max(0, sum - millionths);
  const left = toParts(sum) - partsOf(taken);
  return left > 0n ? fromParts(left) : 0;
};

/** A sum in units, as near as a number comes to it. */
export const shownSum = (sum: ExactSum): number =>
  typeof sum === 'number' ? sum / perUnit : Number(`${toParts(sum)}e-${places}`);
