import { test } from 'vitest';
import { expectNoFindings } from './schemathesis.ts';

test('schemathesis finds nothing in a few requests to each operation', () =>
  expectNoFindings(['--phases=examples,coverage', '--seed=1']));
