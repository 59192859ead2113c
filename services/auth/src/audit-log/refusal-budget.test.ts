import { expect, test } from 'vitest';
import { createRefusalBudget } from './refusal-budget.ts';

test('sixty refusals a minute are stored, and the next one after them counts the rest', () => {
  const clock = { ms: 0 };
  const budget = createRefusalBudget(() => new Date(clock.ms));
  const taken = Array.from({ length: 70 }, () => budget.take());
  expect(taken).toEqual([...Array(60).fill(0), ...Array(10).fill(undefined)]);
  clock.ms += 60_000;
  expect([budget.take(), budget.take()]).toEqual([10, 0]);
});
