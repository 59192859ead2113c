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

const reward = z.union(
  [
    z.strictObject({ currency: z.string(), amount: z.number() }),
    z.strictObject({ item: z.string(), quantity: z.number() }),
    z.strictObject({ badge: z.string() }),
  ],
  'is an unknown kind of reward',
);
const quest = z.strictObject({
  rewards: z.array(reward),
  event: z.union([z.string(), z.array(z.string()).min(1)]),
});

const faultsOf = (value: unknown) => {
  const { error } = quest.safeParse(value);
  return error ? toFieldErrors(error).map(({ path, message }) => `${path}: ${message}`) : [];
};

test.each([[{ freeze: 1 }], [{}], [{ freeze: 1, more: 2 }]])(
  '%j is of no form, and that is told at the union',
  (line) => {
    expect(faultsOf({ rewards: [line], event: 'x' })).toEqual([
      'rewards.0: is an unknown kind of reward: it must have currency and amount, item and quantity or badge',
    ]);
  },
);

test.each([
  [{ item: 'a', amount: 5 }, ['rewards.0.quantity', 'rewards.0.amount']],
  [{ currency: 'a', amont: 5 }, ['rewards.0.amount', 'rewards.0.amont']],
  [{ badge: 5 }, ['rewards.0.badge']],
  [{ amount: 5 }, ['rewards.0.currency']],
  ['gold', ['rewards.0']],
])('%j is told by the form that was meant', (line, paths) => {
  const { error } = quest.safeParse({ rewards: [line], event: 'x' });
  expect(error && toFieldErrors(error).map(({ path }) => path)).toEqual(paths);
});

test.each([
  [['a', 5], 'event.1'],
  [[], 'event'],
  [5, 'event'],
])('the event %j is told by the form that it has', (event, path) => {
  const { error } = quest.safeParse({ rewards: [], event });
  expect(error && toFieldErrors(error).map((each) => each.path)).toEqual([path]);
});

test('no more than a hundred faults are told', () => {
  expect(errorsOf({ lines: Array.from({ length: 1_000 }, () => 0), event: 'x' })).toHaveLength(100);
});
