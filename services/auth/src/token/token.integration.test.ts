import type { AddressInfo } from 'node:net';
import * as client from 'openid-client';
import { describe, expect, test } from 'vitest';
import { createTestAuth, password, testSettings } from '../../test/test-auth.ts';
import { rotationGraceMs } from '../sessions/session.ts';

type Auth = Awaited<ReturnType<typeof createTestAuth>>;

const post = (auth: Auth, form: string | Record<string, string>, headers = {}) =>
  auth.server.inject({
    method: 'POST',
    url: '/api/v1/login/access-token',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: typeof form === 'string' ? form : new URLSearchParams(form).toString(),
  });

const refresh = (auth: Auth, refresh_token: string) =>
  post(auth, { grant_type: 'refresh_token', refresh_token });

const readMe = (auth: Auth, token: string) =>
  auth.server.inject({ url: '/api/v1/users/me', headers: { authorization: `Bearer ${token}` } });

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
}

const signUpAndIn = async (auth: Auth) => {
  await auth.signUp({ user_name: 'ada' });
  return (await auth.signIn('ada')).json<Tokens>();
};

describe('a refusal of the token endpoint', () => {
  test.each([
    ['no password', 'username=ada', 'invalid_request'],
    ['no user name', 'password=12345678', 'invalid_request'],
    ['nothing', '', 'invalid_request'],
    ['a field twice', 'username=ada&username=bob&password=12345678', 'invalid_request'],
    ['NUL in the name', 'username=a%00da&password=12345678', 'invalid_request'],
    ['no refresh token', 'grant_type=refresh_token', 'invalid_request'],
    ['an unknown grant type', 'grant_type=client_credentials', 'unsupported_grant_type'],
    ['a wrong password', 'username=ada&password=12345678', 'invalid_grant'],
    ['a refresh token that is none', 'grant_type=refresh_token&refresh_token=x', 'invalid_grant'],
  ])('of %s is JSON that OAuth2 clients read, and a problem', async (_what, form, error) => {
    await using auth = await createTestAuth();
    const answer = await post(auth, form);
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.json()).toMatchObject({
      error,
      error_description: expect.any(String),
      type: 'about:blank',
      title: 'Bad Request',
      status: 400,
      detail: expect.any(String),
      code: expect.any(String),
    });
  });

  test('names the fields that are not valid', async () => {
    await using auth = await createTestAuth();
    const answer = await post(auth, { username: 'a\0da', password: 'x'.repeat(129) });
    const paths = answer.json().errors.map(({ path }: { path: string }) => path);
    expect(paths.sort()).toEqual(['password', 'username']);
  });

  test('has the same form for what is no form, too large, from elsewhere or too often', async () => {
    await using auth = await createTestAuth();
    const json = { 'content-type': 'application/json' };
    const attempts = Array.from({ length: 11 }, () => auth.signIn('ada'));
    const answers = [
      await post(auth, '{}', json),
      await post(auth, `username=${'a'.repeat(1024 * 1024)}`),
      await post(auth, {}, { host: 'quest.example', origin: 'https://evil.example' }),
      (await Promise.all(attempts)).find(({ statusCode }) => statusCode === 429),
    ];
    expect(answers.map((answer) => answer?.statusCode)).toEqual([415, 413, 403, 429]);
    for (const answer of answers) {
      expect(answer?.headers['content-type']).toMatch(/^application\/json/);
      expect(answer?.json()).toMatchObject({
        error: expect.any(String),
        status: answer?.statusCode,
      });
    }
  });
});

describe('a refresh token', () => {
  test('goes on with the session, once, and is no sign-in', async () => {
    await using auth = await createTestAuth();
    const first = await signUpAndIn(auth);
    const before = await auth.outbox();
    const answer = await refresh(auth, first.refresh_token);
    expect(answer.statusCode).toBe(200);
    const second = answer.json<Tokens>();
    expect(second).toMatchObject({ token_type: 'bearer', expires_in: 3_600 });
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect((await readMe(auth, second.access_token)).statusCode).toBe(200);
    expect((await refresh(auth, second.refresh_token)).statusCode).toBe(200);
    expect(await auth.outbox()).toEqual(before);
  });

  test('that is sent twice at once gives tokens that go on working', async () => {
    await using auth = await createTestAuth();
    const { refresh_token } = await signUpAndIn(auth);
    const answers = await Promise.all([refresh(auth, refresh_token), refresh(auth, refresh_token)]);
    for (const answer of answers) {
      expect(answer.statusCode).toBe(200);
      expect((await refresh(auth, answer.json<Tokens>().refresh_token)).statusCode).toBe(200);
    }
  });

  test('that is used again later ends the session and all its tokens', async () => {
    await using auth = await createTestAuth();
    const first = await signUpAndIn(auth);
    const second = (await refresh(auth, first.refresh_token)).json<Tokens>();
    auth.clock.time = new Date(auth.clock.time.getTime() + rotationGraceMs + 1);
    for (const token of [first.refresh_token, second.refresh_token]) {
      const answer = await refresh(auth, token);
      expect([answer.statusCode, answer.json().error]).toEqual([400, 'invalid_grant']);
    }
    expect((await readMe(auth, second.access_token)).statusCode).toBe(401);
  });

  test('ends with the session: by a log-out, a ban and its time', async () => {
    await using auth = await createTestAuth();
    await auth.signUp({ user_name: 'ada' });
    const signIn = async () => (await auth.signIn('ada')).json<Tokens>();
    const loggedOut = await signIn();
    await auth.server.inject({
      method: 'POST',
      url: '/api/v1/logout',
      headers: { authorization: `Bearer ${loggedOut.access_token}` },
    });
    const banned = await signIn();
    await auth.database.query({ text: 'update users set status = 2' });
    expect((await refresh(auth, loggedOut.refresh_token)).statusCode).toBe(400);
    expect((await refresh(auth, banned.refresh_token)).statusCode).toBe(400);
    await auth.database.query({ text: 'update users set status = 1' });
    const old = await signIn();
    const { sessionTtlSeconds } = testSettings;
    auth.clock.time = new Date(auth.clock.time.getTime() + sessionTtlSeconds * 1_000);
    expect((await refresh(auth, old.refresh_token)).statusCode).toBe(400);
  });

  test('and an access token are never taken for each other', async () => {
    await using auth = await createTestAuth();
    const { access_token, refresh_token } = await signUpAndIn(auth);
    expect((await readMe(auth, refresh_token)).statusCode).toBe(401);
    expect((await refresh(auth, access_token)).statusCode).toBe(400);
  });

  test('that is wrong counts as a failure; a right one is taken all the same', async () => {
    const attemptLimits = {
      windowSeconds: 900,
      signInFailuresMax: 10,
      addressFailuresMax: { 'sign-in': 3, 'sign-up': 3, refresh: 3, 'api-key': 3 },
    };
    await using auth = await createTestAuth({ settings: { ...testSettings, attemptLimits } });
    const { refresh_token } = await signUpAndIn(auth);
    const statuses: number[] = [];
    for (let times = 0; times < 5; times += 1) {
      statuses.push((await refresh(auth, 'nonsense')).statusCode);
    }
    expect(statuses).toEqual([400, 400, 400, 429, 429]);
    expect((await refresh(auth, refresh_token)).statusCode).toBe(200);
  });
});

describe('openid-client', () => {
  const discover = async (auth: Auth, algorithm: 'oauth2' | 'oidc') => {
    if (!auth.server.server.listening) await auth.server.listen({ host: '127.0.0.1', port: 0 });
    const { port } = auth.server.server.address() as AddressInfo;
    const issuer = new URL(`http://127.0.0.1:${port}`);
    return client.discovery(issuer, 'any client', undefined, client.None(), {
      algorithm,
      execute: [client.allowInsecureRequests],
    });
  };

  test.each(['oauth2', 'oidc'] as const)('finds, signs in and refreshes by %s', async (kind) => {
    await using auth = await createTestAuth();
    await auth.signUp({ user_name: 'ada' });
    const server = await discover(auth, kind);
    const tokens = await client.genericGrantRequest(server, 'password', {
      username: 'ada',
      password,
    });
    expect((await readMe(auth, tokens.access_token)).statusCode).toBe(200);
    expect(tokens.expires_in).toBe(3_600);
    const refreshed = await client.refreshTokenGrant(server, tokens.refresh_token ?? '');
    expect((await readMe(auth, refreshed.access_token)).statusCode).toBe(200);
  });

  test('reads why it is refused', async () => {
    await using auth = await createTestAuth();
    const server = await discover(auth, 'oauth2');
    const form = { username: 'ada', password: 'wrong password' };
    const refused = [
      client.genericGrantRequest(server, 'password', form),
      client.refreshTokenGrant(server, 'nonsense'),
      client.clientCredentialsGrant(server),
    ].map((each) => each.catch((error: client.ResponseBodyError) => [error.status, error.error]));
    expect(await Promise.all(refused)).toEqual([
      [400, 'invalid_grant'],
      [400, 'invalid_grant'],
      [400, 'unsupported_grant_type'],
    ]);
  });
});

test('the metadata names the address that users open', async () => {
  const { plainEdge } = await import('@questline/http/edge');
  const edge = { ...plainEdge, publicOrigin: 'https://quest.example' };
  await using auth = await createTestAuth({ edge });
  for (const name of ['oauth-authorization-server', 'openid-configuration']) {
    const headers = { host: 'quest.example' };
    const answer = await auth.server.inject({ url: `/.well-known/${name}`, headers });
    expect(answer.json()).toMatchObject({
      issuer: 'https://quest.example',
      token_endpoint: 'https://quest.example/api/v1/login/access-token',
      jwks_uri: 'https://quest.example/.well-known/jwks.json',
    });
  }
});
