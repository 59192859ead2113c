import { CelScalar, celFunc, celMethod } from '@bufbuild/cel';
import type { Pattern } from './pattern.ts';

const { BOOL, DOUBLE, INT, STRING } = CelScalar;

/** Steps of comparing or copying a character. */
const perCharacter = 1 / 256;
/** Steps of looking for a text in another, for each character of both. */
const perSearched = 1 / 16;
/** Steps of a pattern, for each character and instruction. */
const perInstruction = 1 / 4;
const textLengthMax = 65_536;

type Charge = (steps: number) => void;

/** The functions over strings, which an event may make 16 KiB long and `+` longer. */
export const textFunctions = (charge: Charge, patternOf: (text: string) => Pattern) => [
  ...comparisons(charge),
  ...searches(charge, patternOf),
  celFunc('_+_', [STRING, STRING], STRING, (a, b) => {
    const length = a.length + b.length;
    if (length > textLengthMax) throw new Error(`longer than ${textLengthMax} characters`);
    charge(length * perCharacter);
    return a + b;
  }),
  celFunc('size', [STRING], INT, (text) => sizeOf(text, charge)),
  celMethod('size', STRING, [], INT, function () {
    return sizeOf(this, charge);
  }),
  celFunc('int', [STRING], INT, (text) => BigInt(matching(text, /^[+-]?\d{1,18}$/))),
  celFunc('double', [STRING], DOUBLE, (text) =>
    Number(matching(text, /^[+-]?\d{1,30}(\.\d{1,30})?([eE][+-]?\d{1,3})?$/)),
  ),
];

const comparisons = (charge: Charge) => {
  const compare = (name: string, apply: (a: string, b: string) => boolean) =>
    celFunc(name, [STRING, STRING], BOOL, (a, b) => {
      charge(Math.min(a.length, b.length) * perCharacter);
      return apply(a, b);
    });
  return [
    compare('_<_', (a, b) => a < b),
    compare('_<=_', (a, b) => a <= b),
    compare('_>_', (a, b) => a > b),
    compare('_>=_', (a, b) => a >= b),
  ];
};

const searches = (charge: Charge, patternOf: (text: string) => Pattern) => {
  const search = (name: 'contains' | 'startsWith' | 'endsWith', apply: Search, per: number) =>
    celMethod(name, STRING, [STRING], BOOL, function (part) {
      charge((this.length + part.length) * per);
      return apply(this, part);
    });
  const matches = (text: string, pattern: string) => {
    const { regex, size } = patternOf(pattern);
    charge(1 + text.length * size * perInstruction);
    return regex.test(text);
  };
  return [
    search('contains', (text, part) => text.includes(part), perSearched),
    search('startsWith', (text, part) => text.startsWith(part), perCharacter),
    search('endsWith', (text, part) => text.endsWith(part), perCharacter),
    celMethod('matches', STRING, [STRING], BOOL, function (pattern) {
      return matches(this, pattern);
    }),
    celFunc('matches', [STRING, STRING], BOOL, matches),
  ];
};

type Search = (text: string, part: string) => boolean;

/** In characters, not in UTF-16 units. */
const sizeOf = (text: string, charge: Charge): bigint => {
  charge(text.length / 16);
  let size = 0;
  for (const _ of text) size++;
  return BigInt(size);
};

const matching = (text: string, form: RegExp): string => {
  if (!form.test(text)) throw new Error('not a number');
  return text;
};
