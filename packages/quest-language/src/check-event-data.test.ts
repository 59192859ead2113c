import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkEventData, nestingOf } from './check-event-data.ts';

const nested = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);

describe('data that is kept exactly', () => {
  test.each([
    {},
    { a: null, b: true, c: '', d: [], e: {} },
    { a: 2 ** 53 - 1, b: -(2 ** 53 - 1), c: 0.1, d: -0, e: 5e-324 },
    { text: 'ä😀 "quoted" \\ \n' },
    { deep: nested(31) },
    { text: 'a'.repeat(16 * 1024 - 11) },
    JSON.parse('{"__proto__": {"a": 1}}'),
  ])('given %j', (data) => expect(checkEventData(data)).toBeUndefined());
});

describe('data that is not', () => {
  test.each([
    [{ a: { b: [0, 1, 2, 'x\0'] } }, 'data.a.b[3]', 'contains a NUL character'],
    [{ a: '\ud83d' }, 'data.a', 'contains half of a surrogate pair'],
    [{ a: [{ 'b\0': 1 }] }, 'data.a[0]', 'has a name that contains a NUL character'],
    [{ '\udc00': 1 }, 'data', 'has a name that contains half of a surrogate pair'],
    [{ a: Number.POSITIVE_INFINITY }, 'data.a', 'is not a finite number'],
    [{ a: [Number.NaN] }, 'data.a[0]', 'is not a finite number'],
    [{ a: 2 ** 53 }, 'data.a', 'is an integer beyond 2^53 - 1'],
    [{ a: -1e300 }, 'data.a', 'is an integer beyond 2^53 - 1'],
    [{ a: nested(32) }, `data.a${'[0]'.repeat(31)}`, 'is nested deeper than 32 levels'],
    [{ a: 'a'.repeat(16 * 1024) }, 'data', 'is longer than 16384 bytes of JSON'],
    [{ a: 'ä'.repeat(8 * 1024) }, 'data', 'is longer than 16384 bytes of JSON'],
    [JSON.parse('{"__proto__": "\\u0000"}'), 'data.__proto__', 'contains a NUL character'],
  ])('at %.0s%s: %s', (data, path, message) => {
    const fault = checkEventData(data);
    expect(fault?.path).toBe(path);
    expect(fault?.message).toContain(message);
  });

  test('is found in a body that would not fit any stack', () => {
    const body = `{"a":${'['.repeat(8_000)}${']'.repeat(8_000)}}`;
    expect(checkEventData(JSON.parse(body))?.message).toContain('nested deeper');
  });
});

describe('nestingOf', () => {
  test.each([
    ['1', 0],
    ['{}', 1],
    ['[[], [[]]]', 3],
    ['{"a": [{"b": 1}]}', 3],
    ['"[[["', 0],
    ['["\\"[[", "\\\\", []]', 2],
    ['[[[', 3],
    ['"[[', 0],
    ['{"[": ["]", []]}', 3],
  ])('of %s is %i', (text, depth) => expect(nestingOf(text)).toBe(depth));

  test('of any JSON is how deep its values nest', () => {
    const depthOf = (value: unknown): number =>
      typeof value === 'object' && value !== null
        ? 1 + Math.max(0, ...Object.values(value).map(depthOf))
        : 0;
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        expect(nestingOf(JSON.stringify(value))).toBe(depthOf(value));
      }),
    );
  });
});
