import { expect, test } from 'vitest';
import { z } from 'zod';
import { toFieldErrors } from './field-errors.ts';

const line = z.union([
  z.strictObject({ currency: z.string(), amount: z.number().min(1) }),
  z.strictObject({ badge: z.string() }),
]);
const body = z.strictObject({ lines: z.array(line), event: z.union([z.string(), z.number()]) });

const errorsOf = (value: unknown) => {
  const { error } = body.safeParse(value);
  return error ? toFieldErrors(error) : [];
};

test('a fault within one form of a union is told by its own path', () => {
  const lines = [
    { currency: 'gold', amount: 1 },
    { currency: 'gold', amount: 0 },
  ];
  expect(errorsOf({ lines, event: 'x' })).toEqual([
    { path: 'lines.1.amount', message: expect.stringContaining('1') },
  ]);
});

test('a key that no form knows is named', () => {
  const lines = [{ badge: 'first', color: 'red' }];
  expect(errorsOf({ lines, event: 'x', more: 1 })).toEqual([
    { path: 'lines.0.color', message: 'is not known here' },
    { path: 'more', message: 'is not known here' },
  ]);
});

test('a value of no form is told at the union', () => {
  expect(errorsOf({ lines: [], event: true }).map(({ path }) => path)).toEqual(['event']);
});

test('no more than a hundred faults are told', () => {
  expect(errorsOf({ lines: Array.from({ length: 1_000 }, () => 0), event: 'x' })).toHaveLength(100);
});
