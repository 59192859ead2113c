import { expect, test } from 'vitest';
import { matchesEtag, toEtag } from './revalidation.ts';

test('a tag is the same for the same parts and another for others', () => {
  expect(toEtag(['a', 1])).toBe(toEtag(['a', 1]));
  expect(toEtag(['a', 1])).not.toBe(toEtag(['a', 2]));
  expect(toEtag(['a', 1])).toMatch(/^"[\w-]{22}"$/);
});

test.each([
  ['"x"', true],
  ['W/"x"', true],
  ['"y", "x"', true],
  ['"y",W/"x"', true],
  ['*', true],
  ['"y"', false],
  ['x', false],
  ['', false],
  [undefined, false],
])('If-None-Match %s matches "x": %s', (header, matches) => {
  expect(matchesEtag(header, '"x"')).toBe(matches);
});
