import { invalid, Refusal } from '@questline/http/refusal';
import { expect, test } from 'vitest';
import { toTokenError } from './token-error.ts';

test('what is not valid is an invalid_request with 400, and keeps its faults', () => {
  expect(toTokenError(invalid('username', 'is missing'))).toEqual({
    type: 'about:blank',
    title: 'Bad Request',
    status: 400,
    detail: 'The request is not valid.',
    code: 'invalid',
    errors: [{ path: 'username', message: 'is missing' }],
    error: 'invalid_request',
    error_description: 'The request is not valid.',
  });
});

test.each([
  [403, 'invalid_request'],
  [413, 'invalid_request'],
  [429, 'temporarily_unavailable'],
  [503, 'temporarily_unavailable'],
  [500, 'server_error'],
])('a %i is told as %s', (status, error) => {
  expect(toTokenError(new Refusal(status, 'refused', 'No.'))).toMatchObject({ status, error });
});

test('a refusal names its own error; its description holds only what the standard allows', () => {
  const fields = { error: 'invalid_grant' };
  const refusal = new Refusal(400, 'invalid_grant', 'The "name" is ünknown\\', { fields });
  expect(toTokenError(refusal)).toMatchObject({
    error: 'invalid_grant',
    error_description: 'The ?name? is ?nknown?',
  });
});
