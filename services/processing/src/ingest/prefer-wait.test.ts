import { expect, test } from 'vitest';
import { preferredWait } from './prefer-wait.ts';

test.each<[string | string[] | undefined, number | undefined]>([
  [undefined, undefined],
  ['', undefined],
  ['wait', 10],
  ['wait=5', 5],
  ['WAIT="5"', 5],
  ['wait = 0', 0],
  ['wait=999999999', 30],
  ['respond-async, wait=7', 7],
  [['respond-async', 'wait=7'], 7],
  ['wait=3, wait=9', 3],
  ['wait=7; strict', 7],
  ['handling=lenient; wait=7', undefined],
  ['foo="a, wait=7"', undefined],
  ['foo="\\", wait=7", wait=2', 2],
  ['wait=1.5', undefined],
  ['wait=-1', undefined],
  ['wait=', undefined],
  ['waiting=5', undefined],
])('Prefer: %j waits for %s seconds', (header, seconds) => {
  expect(preferredWait(header)).toBe(seconds);
});
