import type { z } from 'zod';
import type { Path } from './path.ts';

type Issue = z.core.$ZodIssue;

/** What a schema has against a document. */
export interface SchemaFault {
  readonly path: Path;
  readonly message: string;
}

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

const explain = (message: string): string => {
  if (message.endsWith('received undefined')) return 'is needed';
  return message.replace(/^Invalid input: /, '');
};

const toFaults = (issue: Issue): readonly SchemaFault[] => {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key], message: 'is not known here' }));
  }
  return [{ path, message: explain(issue.message) }];
};

/** The faults that zod found, each with its path. */
export const explainIssues = (error: z.core.$ZodError): readonly SchemaFault[] =>
  error.issues.flatMap(flatten).flatMap(toFaults);
