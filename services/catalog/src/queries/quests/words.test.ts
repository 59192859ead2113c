import { expect, test } from 'vitest';
import { toWordsQuery } from './words.ts';

test.each([
  ['three times', 'three:* & times:*'],
  ['sign-in', 'sign:* & in:*'],
  ["a' | b:* & !(c)", 'a:* & b:* & c:*'],
  ['übung 3', 'übung:* & 3:*'],
  ['1 2 3 4 5 6 7 8 9 10 11', '1:* & 2:* & 3:* & 4:* & 5:* & 6:* & 7:* & 8:* & 9:* & 10:*'],
  [' &|! ', undefined],
  ['', undefined],
  [undefined, undefined],
])('%j is searched as %j', (typed, query) => {
  expect(toWordsQuery(typed)).toBe(query);
});
