import { describe, expect, it } from 'vitest';
import { newRewardName } from './reward-name.ts';

describe('the name of a currency, an item or a badge', () => {
  it.each(['gold', 'Sword of Dawn', 'épée', '金貨', '👑', 'a'.repeat(64), '  gold  '])(
    'accepts %j',
    (name) => {
      expect(newRewardName.parse(name)).toBe(name.trim());
    },
  );

  it.each([
    ['nothing', ''],
    ['65 characters', 'a'.repeat(65)],
    ['a name of JavaScript', '__proto__'],
    ['a name of JavaScript', 'constructor'],
    ['a name of JavaScript', ' prototype '],
    ['NUL', 'go\0ld'],
    ['a line break', 'go\nld'],
    ['a zero-width space', 'go\u200Bld'],
    ['a bidi override', 'go\u202Eld'],
    ['a byte order mark', 'go\uFEFFld'],
    ['a soft hyphen', 'go\u00ADld'],
    ['a line separator', 'go\u2028ld'],
    ['half a surrogate pair', 'go\uD800ld'],
  ])('refuses %s: %j', (_what, name) => {
    expect(newRewardName.safeParse(name).success).toBe(false);
  });
});
