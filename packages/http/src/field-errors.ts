import type { z } from 'zod';
import type { FieldError } from './refusal.ts';

type Issue = z.core.$ZodIssue;

/** More are not told: a body of a million faults is not answered with as many. */
export const errorsMax = 100;

type UnionIssue = Extract<Issue, { code: 'invalid_union' }>;

/** One form that a union offers, as what keeps a value from being it. */
interface Form {
  readonly issues: readonly Issue[];
  readonly unknown: readonly string[];
  readonly missing: readonly string[];
  /** Whether the value is another kind of JSON: a text where the form is an object. */
  readonly isOther: boolean;
}

const isMissing = ({ path, code }: Issue) => path.length === 1 && code === 'invalid_type';

const toForm = (issues: readonly Issue[]): Form => ({
  issues: issues.flatMap(flatten),
  unknown: issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : [],
  ),
  missing: issues.filter(isMissing).map(({ path }) => String(path[0])),
  isOther: issues.some(({ code, path }) => code === 'invalid_type' && path.length === 0),
});

/** No key says which form is meant: each form lacks its own, and knows none of those that are there. */
const isOfNoForm = (forms: readonly Form[]): boolean =>
  forms.every(
    ({ missing, unknown }) => missing.length > 0 && unknown.join() === forms[0]?.unknown.join(),
  );

const listed = (words: readonly string[], link: string): string =>
  words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} ${link} ${words.at(-1)}`;

/** The fault of a value of no form, at the union; a union that has a message of its own begins with it. */
const unknownForm = (issue: UnionIssue, forms: readonly Form[]): Issue => {
  const kinds = listed(
    forms.map(({ missing }) => listed(missing, 'and')),
    'or',
  );
  const said =
    issue.message === 'Invalid input' ? 'is of no kind that is known here' : issue.message;
  return { ...issue, code: 'custom', message: `${said}: it must have ${kinds}` };
};

/** How far a value is from a form. Of two that are as near, the one with its first key is meant. */
const distanceOf = ({ issues, unknown, isOther }: Form, keys: readonly string[]): number =>
  issues.length +
  Math.max(0, unknown.length - 1) +
  (isOther ? errorsMax * keysMax : 0) +
  keys.findIndex((key) => !unknown.includes(key)) / keysMax;

/** More keys than any form has. */
const keysMax = 1_000;

/**
 * Of the forms a union offers, the one that was most likely meant: from which the value is the least far.
 * Its faults are told by their own paths, below that of the union.
 */
const nearest = (issue: UnionIssue): readonly Issue[] => {
  const forms = issue.errors.map(toForm);
  const [first, ...others] = forms;
  if (first === undefined) return [issue];
  if (others.length > 0 && isOfNoForm(forms)) return [unknownForm(issue, forms)];
  const keys = forms.reduce(
    (most, { unknown }) => (unknown.length > most.length ? unknown : most),
    first.unknown,
  );
  const best = others.reduce(
    (least, each) => (distanceOf(each, keys) < distanceOf(least, keys) ? each : least),
    first,
  );
  return best.issues.map((each) => ({ ...each, path: [...issue.path, ...each.path] }));
};

const flatten = (issue: Issue): readonly Issue[] =>
  issue.code === 'invalid_union' ? nearest(issue) : [issue];

const toErrors = (issue: Issue): readonly FieldError[] => {
  const path = issue.path.map(String);
  // Keys that are not known lie below the object they were found in.
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...path, key].join('.'),
      message: 'is not known here',
    }));
  }
  return [{ path: path.join('.'), message: issue.message }];
};

/** The faults that zod found, each with its dotted path, at most a hundred. */
export const toFieldErrors = (error: z.core.$ZodError): readonly FieldError[] =>
  error.issues.flatMap(flatten).flatMap(toErrors).slice(0, errorsMax);
