import { describe, expect, it } from 'vitest';
import { findLongValue } from './event-lengths.ts';

const long = `"${'x'.repeat(50)}"`;

describe('the first value that is too long', () => {
  it.each<[string, number | undefined]>([
    ['[]', undefined],
    [`[${Array(100).fill('1').join()}]`, undefined],
    [`[{"a":[1,2]}, {"b":"],{,"}, ${'[1],'.repeat(30)} 2]`, undefined],
    [long, -1],
    [`{"a":${long}}`, -1],
    [`[1, [2, 3], ${long}, ${long}]`, 2],
    [`[{"a":"\\"","b":{"c":${long}}}]`, 0],
    [`[1, {"a":[${Array(40).fill('1').join()}]}]`, 1],
    [`[1, ${' '.repeat(60)}`, 1],
    [`["${'x'.repeat(60)}`, 0],
  ])('of %s is %s', (text, place) => expect(findLongValue(text, 40)).toBe(place));
});
