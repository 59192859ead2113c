import { expect, test } from 'vitest';
import { decideRetryAfter } from './attempt-limit.ts';

const limit = { failuresMax: 10, windowSeconds: 900 };
const at = new Date('2026-01-01T12:00:00Z');
const after = (ms: number) => new Date(at.getTime() + ms);
const count = (failures: number) => ({ failures, last_failed_at: at });

test('attempts below the limit are heard at once', () => {
  expect(decideRetryAfter(limit, undefined, at)).toBeUndefined();
  expect(decideRetryAfter(limit, count(9), at)).toBeUndefined();
});

test('past the limit one attempt a minute is heard', () => {
  expect(decideRetryAfter(limit, count(10), at)).toBe(60);
  expect(decideRetryAfter(limit, count(10), after(59_001))).toBe(1);
  expect(decideRetryAfter(limit, count(10), after(60_000))).toBeUndefined();
  expect(decideRetryAfter(limit, count(1_000_000), after(60_000))).toBeUndefined();
});

test('a limit of many failures lets through as many as its window holds', () => {
  const ofAddress = { failuresMax: 100, windowSeconds: 900 };
  expect(decideRetryAfter(ofAddress, count(100), at)).toBe(9);
  expect(decideRetryAfter(ofAddress, count(100), after(9_000))).toBeUndefined();
});

test('a clock that went back makes nobody wait longer than a minute', () => {
  expect(decideRetryAfter(limit, count(10), after(-3_600_000))).toBe(60);
});
