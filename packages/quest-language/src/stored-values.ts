import type { Measured, Round } from './quest-state.ts';

type Values = readonly Measured[];

/** Whether a value is a sum that is not whole millionths: no other text has a point before six places. */
const isSplit = (value: Measured): value is string =>
  typeof value === 'string' && value.at(-7) === '.';

/**
 * The values of a round; undefined before the first. Sums are stored in whole millionths, and what is less
 * than one apart from these, so that the release before reads and adds to them.
 */
export const valuesOf = ({ v, q }: Round): Values | undefined =>
  v && q
    ? v.map((value, index) => {
        const parts = q[index] ?? 0;
        return parts > 0 ? `${value}.${String(parts).padStart(6, '0')}` : value;
      })
    : v;

const toWhole = (value: Measured): Measured => {
  if (!isSplit(value)) return value;
  const [millionths = ''] = value.split('.');
  const whole = Number(millionths);
  return Number.isSafeInteger(whole) ? whole : millionths;
};

const toRest = (value: Measured): number => (isSplit(value) ? Number(value.split('.')[1]) : 0);

/** A round without its values. */
export const withoutValues = <R extends Round>({ v: _v, q: _q, ...rest }: R): Omit<R, 'v' | 'q'> =>
  rest;

/** A round with other values. */
export const withValues = (round: Round, values: Values): Round => {
  if (!values.some(isSplit)) return { ...withoutValues(round), v: values };
  return { ...round, v: values.map(toWhole), q: values.map(toRest) };
};
