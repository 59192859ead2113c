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

test('keeps no more than its size of what is large', () => {
  const cache = createBoundedCache<string>(100, (text) => text.length);
  const set = (count: number) => {
    for (let key = 0; key < count; key += 1) cache.set(String(key), 'x'.repeat(20));
  };
  set(20);
  const kept = Array.from({ length: 20 }, (_, key) => cache.get(String(key))).filter(Boolean);
  expect(kept.length).toBeLessThanOrEqual(6);
  expect(cache.get('19')).toBeDefined();
  cache.set('large', 'x'.repeat(1_000));
  cache.set('next', 'x');
  expect([cache.get('large')?.length, cache.get('next')]).toEqual([1_000, 'x']);
});

test('counts an entry once, however often it is set', () => {
  const cache = fill(0, 3);
  for (let time = 0; time < 100; time += 1) cache.set('0', time);
  expect(keptOf(cache, 3)).toEqual([99, 1, 2]);
});
