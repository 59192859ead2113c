import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createCountedLog } from './counted-log.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const recordInto =
  (lines: unknown[], kind: string) =>
  ({ count }: { count: number }) =>
    void lines.push([kind, count]);

test('the first of a kind is logged at once, the rest as one line a second with their count', () => {
  const lines: unknown[] = [];
  const log = createCountedLog();
  for (let time = 0; time < 1_000; time += 1) log('full', recordInto(lines, 'full'));
  log('out', recordInto(lines, 'out'));
  expect(lines).toEqual([
    ['full', 1],
    ['out', 1],
  ]);
  vi.advanceTimersByTime(1_000);
  expect(lines.slice(2)).toEqual([['full', 999]]);
});

test('a kind that goes on is logged every second, and at once after a pause', () => {
  const lines: unknown[] = [];
  const log = createCountedLog();
  const happen = () => log('full', recordInto(lines, 'full'));
  happen();
  for (let second = 0; second < 3; second += 1) {
    happen();
    happen();
    vi.advanceTimersByTime(1_000);
  }
  expect(lines).toEqual([1, 2, 2, 2].map((count) => ['full', count]));
  vi.advanceTimersByTime(1_000);
  happen();
  expect(lines.at(-1)).toEqual(['full', 1]);
});

test('more than fifty kinds share a line', () => {
  const lines: unknown[] = [];
  const log = createCountedLog();
  for (let kind = 0; kind < 60; kind += 1) log(`kind ${kind}`, recordInto(lines, `kind ${kind}`));
  expect(lines).toHaveLength(51);
  vi.advanceTimersByTime(1_000);
  expect(lines).toHaveLength(52);
});
