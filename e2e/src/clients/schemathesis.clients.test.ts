import { test } from 'vitest';
import { expectNoFindings } from './schemathesis.ts';

/** Some seconds on an idle machine. */
const limitMs = 600_000;

test(
  'schemathesis finds nothing in a few requests to each operation',
  () => expectNoFindings(['--phases=examples,coverage', '--seed=1']),
  limitMs,
);
