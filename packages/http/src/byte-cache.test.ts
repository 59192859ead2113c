import { expect, test } from 'vitest';
import { createByteCache } from './byte-cache.ts';

const createTexts = (bytesMax: number) =>
  createByteCache<string>(bytesMax, (text) => 2 * text.length);

test('holds no more bytes than it may, keys included', () => {
  const cache = createTexts(100_000);
  for (let key = 0; key < 1_000; key += 1) cache.set(`${key} ${'k'.repeat(10_000)}`, 'small');
  expect(cache.size).toBeLessThanOrEqual(5);
  expect(cache.calculatedSize).toBeLessThanOrEqual(100_000);
});

test('what was used last stays while others come and go', () => {
  const cache = createTexts(10_000);
  cache.set('used', 'value');
  for (let key = 0; key < 1_000; key += 1) {
    cache.set(String(key), 'x'.repeat(100));
    expect(cache.get('used')).toBe('value');
  }
});

test('a value that does not fit is not held, nor is an older one under its key', () => {
  const cache = createTexts(1_000);
  cache.set('key', 'old');
  cache.set('key', 'x'.repeat(1_000));
  expect(cache.get('key')).toBeUndefined();
});
