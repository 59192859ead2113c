import { expect, test } from 'vitest';
import { isUseNews, toDisplayPrefix } from './api-key.ts';

const now = new Date('2026-01-01T12:00:00Z');
const ago = (ms: number) => ({ last_used_at: new Date(now.getTime() - ms) });

test('a use is news once a minute', () => {
  expect(isUseNews({ last_used_at: null }, now)).toBe(true);
  expect(isUseNews(ago(59_999), now)).toBe(false);
  expect(isUseNews(ago(60_000), now)).toBe(true);
});

test('a list shows the beginning of a secret', () => {
  expect(toDisplayPrefix(`qlk_${'abcdefghij'.repeat(4)}xyz`)).toBe('qlk_abcdefgh');
});
