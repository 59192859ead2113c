import { expect, it } from 'vitest';
import { foldName } from './fold-name.ts';

// As `lower(… collate "pg_c_utf8")`, which makes names unique in the catalog.
it.each([
  [' Ten Diamonds ', 'ten diamonds'],
  ['ÄÖÜ', 'äöü'],
  ['İ', 'i'],
  ['ΝΈΟΣ', 'νέοσ'],
  ['νέος', 'νέος'],
  ['ẞ', 'ß'],
  ['😀', '😀'],
])('%j is compared as %j', (name, folded) => {
  expect(foldName(name)).toBe(folded);
});
