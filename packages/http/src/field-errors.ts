import type { z } from 'zod';
import type { FieldError } from './refusal.ts';

type Issue = z.core.$ZodIssue;

/** More are not told: a body of a million faults is not answered with as many. */
export const errorsMax = 100;

/**
 * Of the forms a union offers, the one that was most likely meant: whose faults are the fewest. Theirs
 * are told by their own paths, below that of the union.
 */
const nearest = (issue: Extract<Issue, { code: 'invalid_union' }>): readonly Issue[] => {
  const [first, ...others] = issue.errors.map((issues) => issues.flatMap(flatten));
  if (first === undefined) return [issue];
  const best = others.reduce((least, each) => (each.length < least.length ? each : least), first);
  return best.map((each) => ({ ...each, path: [...issue.path, ...each.path] }));
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
