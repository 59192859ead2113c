import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { decodeHeaderValue } from './header-value.ts';

describe('the value of an attribute in a header', () => {
  it.each([
    ['plain', 'plain'],
    ['"quoted"', 'quoted'],
    ['"a \\"b\\" \\\\ c"', 'a "b" \\ c'],
    ['"Zo%C3%AB"', 'Zoë'],
    ['Zo%c3%ab%20%E2%82%AC', 'Zoë €'],
    ['100%', '100%'],
    ['100%25%zz', '100%%zz'],
    ['%2525', '%25'],
    ['a "b"', 'a "b"'],
    ['"open', '"open'],
    ['', ''],
    ['""', ''],
    // UTF-8 as it is, and Latin-1 as JavaScript clients send it.
    [Buffer.from('Zoë €').toString('latin1'), 'Zoë €'],
    ['Zoë', 'Zoë'],
  ])('%j is %j', (header, text) => expect(decodeHeaderValue(header)).toBe(text));

  it.each(['%FF', 'a%C3', '%C3%28', '%ED%A0%80'])('%j is no UTF-8', (header) => {
    expect(decodeHeaderValue(header)).toBe(undefined);
  });
});

test('what is percent-encoded comes out as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(decodeHeaderValue(encodeURIComponent(text))).toBe(text);
      expect(decodeHeaderValue(`"${encodeURIComponent(text)}"`)).toBe(text);
    }),
  );
});
