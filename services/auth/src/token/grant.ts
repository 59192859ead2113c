import type { TokenForm } from '@questline/contracts/auth/token';

/** What a client presents for an access token, or why it is not one. */
export type Grant =
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  | { readonly kind: 'refresh-token'; readonly refresh_token: string }
  | { readonly kind: 'refused'; readonly error: GrantError; readonly detail: string };

export type GrantError = 'invalid_request' | 'unsupported_grant_type';

const refuse = (error: GrantError, detail: string): Grant => ({ kind: 'refused', error, detail });

const missing = (name: string) => refuse('invalid_request', `The field ${name} is missing.`);

/**
 * Reads the form of the token endpoint (RFC 6749, sections 4.3 and 6). Without `grant_type` it is the
 * password grant, as plain forms send it.
 */
export const readGrant = (form: TokenForm): Grant => {
  const { grant_type = 'password', username, password, refresh_token } = form;
  if (grant_type === 'password') {
    if (username === undefined) return missing('username');
    if (password === undefined) return missing('password');
    return { kind: 'password', username, password };
  }
  if (grant_type === 'refresh_token') {
    if (refresh_token === undefined) return missing('refresh_token');
    return { kind: 'refresh-token', refresh_token };
  }
  return refuse('unsupported_grant_type', 'The grant types are password and refresh_token.');
};
