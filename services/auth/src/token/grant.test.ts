import { expect, test } from 'vitest';
import { readGrant } from './grant.ts';

const ada = { username: 'ada', password: 'secret' };

test('a name and a password are a password grant, with or without its type', () => {
  const grant = { kind: 'password', ...ada };
  expect(readGrant({ grant_type: 'password', ...ada })).toEqual(grant);
  expect(readGrant(ada)).toEqual(grant);
});

test('a refresh token is a grant of its own', () => {
  const form = { grant_type: 'refresh_token', refresh_token: 'x' };
  expect(readGrant(form)).toEqual({ kind: 'refresh-token', refresh_token: 'x' });
});

test.each([
  [{}, 'invalid_request'],
  [{ username: 'ada' }, 'invalid_request'],
  [{ password: 'secret' }, 'invalid_request'],
  [{ grant_type: 'refresh_token', ...ada }, 'invalid_request'],
  [{ grant_type: 'client_credentials', ...ada }, 'unsupported_grant_type'],
  [{ grant_type: '', ...ada }, 'unsupported_grant_type'],
])('%j is an %s', (form, error) => {
  expect(readGrant(form)).toMatchObject({ kind: 'refused', error });
});
