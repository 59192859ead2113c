import { test } from 'vitest';
import { expectNoFindings } from './schemathesis.ts';

test('schemathesis finds nothing in thousands of requests', () =>
  expectNoFindings(['--max-examples=100']));
