import { expect, it } from 'vitest';
import { isVisibleText } from './visible-text.ts';

it.each(['ada', 'Ada Lovelace', 'Élodie', 'e\u0301lodie', '金貨', 'محمد', '👑', '❤️ you'])(
  '%j can be seen',
  (text) => {
    expect(isVisibleText(text)).toBe(true);
  },
);

it.each([
  ['NUL', 'a\0'],
  ['a line break', 'a\nb'],
  ['a bidi override', 'a\u202Eb'],
  ['a bidi isolate', 'a\u2066b'],
  ['a zero-width space', 'a\u200Bb'],
  ['a zero-width joiner', 'a\u200Db'],
  ['a soft hyphen', 'a\u00ADb'],
  ['a combining grapheme joiner', 'a\u034Fb'],
  ['a Hangul filler', 'a\u3164'],
  ['a Mongolian variation selector', 'a\u180B'],
  ['an emoji selector after a letter', 'gold\uFE0F'],
  ['a blank Braille pattern', '\u2800'],
  ['a tag character', 'a\u{E0061}'],
  ['half a surrogate pair', 'a\uD800'],
])('%s cannot: %j', (_what, text) => {
  expect(isVisibleText(text)).toBe(false);
});
