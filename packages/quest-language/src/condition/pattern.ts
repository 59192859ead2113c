import { RE2JS } from '@bufbuild/re2';

const patternLengthMax = 200;
/** The largest estimate of a pattern's program, in instructions. */
const patternSizeMax = 250;
/** States of the automaton that are kept between texts, at about 1 KiB each. */
const statesMax = 100;

const ignoresCase = /\(\?[a-zA-Z]*i/;
/** Finding the other case of each character up to here takes 14 ms. */
const wideRange = /-(\\x\{|[^ -~])/;

export interface Pattern {
  readonly regex: RE2JS;
  /** Instructions for one character of the text, at the most. */
  readonly size: number;
}

/** A regular expression that runs in time linear to the text. Throws an Error that says what is wrong. */
export const compilePattern = (pattern: string): Pattern => {
  if (pattern.length > patternLengthMax)
    throw new Error(`the pattern is longer than ${patternLengthMax} characters`);
  if (ignoresCase.test(pattern) && wideRange.test(pattern))
    throw new Error('a pattern that ignores case must not have ranges beyond ASCII');
  if (sizeOf(pattern) > patternSizeMax)
    throw new Error('the pattern repeats too much: lower its counts');
  // The tables of Unicode's classes take 0.1 s to unfold at their first use.
  const regex = RE2JS.compile(pattern, RE2JS.DISABLE_UNICODE_GROUPS);
  const { prog, dfa } = regex.re2();
  dfa.stateLimit = statesMax;
  return { regex, size: prog.numInst() };
};

/** Escapes, classes, groups, counts and everything else. */
const token = /\\.|\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]|\{(\d+)(?:,(\d*))?\}|[\s\S]/g;

/**
 * How many instructions a pattern becomes when its counts are written out, before anything is
 * compiled: `(a{1000}){1000}` is a million.
 */
const sizeOf = (pattern: string): number => {
  const unsupported = /\\[QEpP]/.exec(pattern);
  if (unsupported) throw new Error(`${unsupported[0]} is not supported in a pattern`);
  const groups: { size: number; last: number }[] = [{ size: 0, last: 0 }];
  for (const [text, low, high] of pattern.matchAll(token)) {
    const group = groups.at(-1) as { size: number; last: number };
    if (text === '(') groups.push({ size: 0, last: 0 });
    else if (text === ')' && groups.length > 1) {
      groups.pop();
      append(groups.at(-1) as { size: number; last: number }, group.size + 2);
    } else if (low !== undefined) {
      append(group, group.last * (Math.max(Number(low), Number(high ?? 0)) - 1), group.last);
    } else append(group, 1);
  }
  return groups.reduce((sum, { size }) => sum + size, 0);
};

/** Adds a part; a count repeats the whole of what came last. */
const append = (group: { size: number; last: number }, size: number, before = 0) => {
  group.size += Math.max(size, 0);
  group.last = before + Math.max(size, 0);
};
