import { isCelError, run } from '@bufbuild/cel';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileCondition } from './condition.ts';

const names = ['x', 'y'] as const;

/** Expressions over `event.data` of the shapes below, of the types that CEL expects, mostly. */
const { truth } = fc.letrec<{
  truth: string;
  value: string;
  list: string;
  number: string;
  text: string;
}>((tie) => ({
  number: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(
      '0',
      '1',
      '2',
      '-1',
      '1.5',
      'event.data.n',
      'event.data.half',
      'event.data.l[0]',
    ),
    fc.tuple(tie('list')).map(([list]) => `size(${list})`),
    fc
      .tuple(tie('number'), fc.constantFrom('+', '-', '*', '/'), tie('number'))
      .map(([a, op, b]) => `(${a} ${op} ${b})`),
    fc.tuple(tie('truth'), tie('number'), tie('number')).map(([c, a, b]) => `(${c} ? ${a} : ${b})`),
  ),
  text: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('"a"', '"ab"', 'event.data.s', 'event.type', 'event.data.texts[1]'),
    fc.tuple(tie('text'), tie('text')).map(([a, b]) => `(${a} + ${b})`),
  ),
  list: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('[]', '[1, 2]', 'event.data.l', 'event.data.texts', 'event.data.lists'),
    fc.tuple(tie('list'), tie('list')).map(([a, b]) => `(${a} + ${b})`),
    fc
      .tuple(tie('list'), fc.constantFrom(...names), tie('truth'))
      .map(([list, name, condition]) => `${list}.filter(${name}, ${condition})`),
    fc
      .tuple(tie('list'), fc.constantFrom(...names), tie('value'))
      .map(([list, name, value]) => `${list}.map(${name}, ${value})`),
    fc
      .tuple(tie('list'), fc.constantFrom(...names), tie('truth'), tie('value'))
      .map(([list, name, condition, value]) => `${list}.map(${name}, ${condition}, ${value})`),
  ),
  value: fc.oneof(
    { depthSize: 'small' },
    tie('number'),
    tie('text'),
    fc.constantFrom(...names),
    tie('list'),
    fc.constantFrom(
      'event.data.missing',
      'event.data.nothing',
      'null',
      'event.data.map',
      '{"a": 1}',
    ),
  ),
  truth: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('true', 'false', 'event.data.yes', 'has(event.data.n)', '"s" in event.data'),
    fc
      .tuple(tie('value'), fc.constantFrom('==', '!='), tie('value'))
      .map(([a, op, b]) => `(${a} ${op} ${b})`),
    fc
      .tuple(tie('number'), fc.constantFrom('<', '<=', '>', '>='), tie('number'))
      .map(([a, op, b]) => `(${a} ${op} ${b})`),
    fc
      .tuple(tie('text'), fc.constantFrom('contains', 'startsWith', 'endsWith'), tie('text'))
      .map(([a, name, b]) => `${a}.${name}(${b})`),
    fc.tuple(tie('value'), tie('list')).map(([value, list]) => `(${value} in ${list})`),
    fc
      .tuple(tie('truth'), fc.constantFrom('&&', '||'), tie('truth'))
      .map(([a, op, b]) => `(${a} ${op} ${b})`),
    fc.tuple(tie('truth')).map(([a]) => `!${a}`),
    fc
      .tuple(
        tie('list'),
        fc.constantFrom('all', 'exists', 'exists_one'),
        fc.constantFrom(...names),
        tie('truth'),
      )
      .map(([list, macro, name, condition]) => `${list}.${macro}(${name}, ${condition})`),
  ),
}));

const data = {
  n: 10,
  half: 2.5,
  yes: true,
  s: 'ab',
  nothing: null,
  l: [1, 2, 3],
  texts: ['a', 'ab', 'b'],
  lists: [[1], [], [1, 2]],
  map: { a: 1 },
};
const event = { type: 'a', source: 'b', user_id: 'c', time: new Date(0), data };

test('whatever CEL says is true or false, a condition says too', () => {
  let decided = 0;
  fc.assert(
    fc.property(truth, (text) => {
      const compiled = compileCondition(text);
      if (compiled.kind === 'fault') return;
      const expected = run(text, { event: { type: 'a', data } });
      // Arithmetic of a whole number with one of the event is an error to CEL.
      if (isCelError(expected)) return;
      decided++;
      expect(compiled.condition(event)).toBe(expected);
    }),
    { numRuns: 1_000 },
  );
  expect(decided).toBeGreaterThan(200);
}, 30_000);

test('whatever the text, compiling gives a condition or a fault, and neither throws', () => {
  const part = fc.constantFrom(
    ...['event', '.data', '.n', 'x', '1', '"a"', '(', ')', '[', ']', '{', '}', ',', ':', '?', '&&'],
    ...[
      '==',
      '+',
      '-',
      '!',
      '.all(',
      '.map(',
      '.matches(',
      'has(',
      'size(',
      ' in ',
      '"(a|b)*"',
      '\\',
    ],
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'grapheme' }),
        fc.array(part, { maxLength: 30 }).map((parts) => parts.join('')),
      ),
      (text) => {
        const compiled = compileCondition(text);
        if (compiled.kind === 'fault') expect(compiled.message).not.toBe('');
        else expect(typeof compiled.condition(event)).toBe('boolean');
      },
    ),
    { numRuns: 1_000 },
  );
}, 30_000);
