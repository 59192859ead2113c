import { expect, test } from 'vitest';
import { createBoundedCache } from './bounded-cache.ts';

const fill = (from: number, to: number, cache = createBoundedCache<number>(10)) => {
  for (let key = from; key < to; key += 1) cache.set(String(key), key);
  return cache;
};
const keptOf = (cache: ReturnType<typeof fill>, to: number) =>
  Array.from({ length: to }, (_, key) => cache.get(String(key))).filter(
    (value) => value !== undefined,
  );

test('gives what was set last, until it is deleted', () => {
  const cache = fill(0, 3);
  cache.set('1', 11);
  expect([cache.get('0'), cache.get('1'), cache.get('7')]).toEqual([0, 11, undefined]);
  cache.delete('1');
  expect(cache.get('1')).toBeUndefined();
  cache.clear();
  expect(keptOf(cache, 3)).toEqual([]);
});

test.each([9, 10, 11, 14, 15, 100])(
  'of %i entries it keeps the last half of its size, all of it at most',
  (count) => {
    expect(keptOf(fill(0, count), count).length).toBeLessThanOrEqual(10);
    const cache = fill(0, count);
    for (let key = count - 1; key >= count - 5; key -= 1) expect(cache.get(String(key))).toBe(key);
  },
);

test('keeps what is used while others come and go', () => {
  const cache = fill(0, 1);
  for (let key = 1; key < 1_000; key += 1) {
    cache.set(String(key), key);
    expect(cache.get('0')).toBe(0);
  }
});

test('forgets a key in whichever generation it is', () => {
  const cache = fill(0, 7);
  cache.set('0', 100);
  cache.delete('0');
  expect(cache.get('0')).toBeUndefined();
});
