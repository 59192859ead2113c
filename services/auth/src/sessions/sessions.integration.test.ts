import { plainEdge } from '@questline/http/edge';
import { plainSessionCookie, secureSessionCookie } from '@questline/http/session-cookie';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { createTestAuth, testSettings } from '../../test/test-auth.ts';
import { whileLocked } from '../../test/while-locked.ts';
import { rotationGraceMs } from './session.ts';

type Auth = Awaited<ReturnType<typeof createTestAuth>>;

const readMe = (auth: Auth, token: string) =>
  auth.server.inject({ url: '/api/v1/users/me', headers: { authorization: `Bearer ${token}` } });

const refresh = (auth: Auth, token: string) =>
  auth.server.inject({
    method: 'POST',
    url: '/api/v1/login/refresh',
    headers: { authorization: `Bearer ${token}` },
  });

const tokenOf = (answer: { json: () => { access_token: string } }) => answer.json().access_token;

const claims = (userId: string) =>
  new SignJWT({ sid: userId, superuser: true })
    .setIssuer('questline/auth')
    .setAudience('questline')
    .setSubject(userId)
    .setJti(userId)
    .setExpirationTime('1h');

describe('a token', () => {
  test('of a live session is good on every route for users, as header and as cookie', async () => {
    await using auth = await createTestAuth();
    const { id, token } = await auth.createUser('ada');
    expect((await readMe(auth, token)).json()).toMatchObject({ id, status: 1 });
    const tested = await auth.server.inject({
      method: 'POST',
      url: '/api/v1/login/test-token',
      headers: { authorization: `bearer ${token}` },
    });
    expect(tested.json()).toMatchObject({ id, user_name: 'ada' });
    const byCookie = await auth.server.inject({
      url: '/api/v1/users/me/',
      cookies: { [plainSessionCookie]: token },
    });
    expect(byCookie.json()).toMatchObject({ id });
    expect(byCookie.headers['cache-control']).toBe('no-store');
  });

  test('that is missing, malformed, unsigned or forged is answered 401', async () => {
    await using auth = await createTestAuth();
    const { id, token } = await auth.createUser('ada');
    const { kid } = await auth.deps.keys.signingKey();
    const stranger = await generateKeyPair('ES256', { extractable: true });
    const secret = new TextEncoder().encode(JSON.stringify(await exportJWK(stranger.publicKey)));
    const [header, payload, signature] = token.split('.');
    const forged = [
      '',
      'nonsense',
      `${header}.${payload}.`,
      `${header}.${payload}.${signature?.split('').reverse().join('')}`,
      new UnsecuredJWT({ sid: id, jti: id }).setSubject(id).setExpirationTime('1h').encode(),
      await claims(id).setProtectedHeader({ alg: 'ES256', kid }).sign(stranger.privateKey),
      await claims(id).setProtectedHeader({ alg: 'ES256', kid: 'x' }).sign(stranger.privateKey),
      await claims(id).setProtectedHeader({ alg: 'HS256', kid }).sign(secret),
    ];
    for (const each of forged) expect((await readMe(auth, each)).statusCode).toBe(401);
    const none = await auth.server.inject({ url: '/api/v1/users/me' });
    expect(none.statusCode).toBe(401);
    expect(none.headers['www-authenticate']).toBe('Bearer');
    expect(none.json()).toMatchObject({ status: 401, code: 'unauthorized' });
  });

  test('beside which another word or scheme stands is refused, also where the cookie is good', async () => {
    await using auth = await createTestAuth();
    const { token } = await auth.createUser('ada');
    const cookies = { [plainSessionCookie]: token };
    for (const authorization of [`Bearer ${token} x`, `Basic ${token}`, 'Bearer', '']) {
      const headers = { authorization, host: 'a', origin: 'https://a' };
      for (const [method, url] of [
        ['GET', '/api/v1/users/me'],
        ['POST', '/api/v1/login/refresh'],
        ['POST', '/api/v1/logout'],
      ] as const) {
        const answer = await auth.server.inject({ method, url, headers, cookies });
        expect([url, answer.statusCode]).toEqual([url, 401]);
      }
    }
    expect((await readMe(auth, token)).statusCode).toBe(200);
  });

  test('beside an API key is answered 400, and the key alone 401', async () => {
    await using auth = await createTestAuth();
    const { headers } = await auth.createUser('ada');
    const key = { 'x-api-key': `qlk_${'a'.repeat(43)}` };
    for (const url of ['/api/v1/users/me', '/api/v1/wallets/me', '/api/v1/wallets/x']) {
      const both = await auth.server.inject({ url, headers: { ...headers, ...key } });
      expect([both.statusCode, both.json().code]).toEqual([400, 'two-credentials']);
      expect((await auth.server.inject({ url, headers: key })).statusCode).toBe(401);
    }
  });

  test('of a superuser counts as one only while the user is one, and while it says so', async () => {
    await using auth = await createTestAuth();
    const ada = await auth.createUser('ada');
    const setSuperuser = (is: boolean) =>
      auth.database.query({
        text: 'update users set is_superuser = $2 where id = $1',
        values: [ada.id, is],
      });
    const listKeys = async (token: string) => {
      const headers = { authorization: `Bearer ${token}` };
      return (await auth.server.inject({ url: '/api/v1/api-keys/', headers })).statusCode;
    };
    await setSuperuser(true);
    expect(await listKeys(ada.token)).toBe(403);
    const refreshed = tokenOf(await refresh(auth, ada.token));
    expect(await listKeys(refreshed)).toBe(200);
    await setSuperuser(false);
    expect(await listKeys(refreshed)).toBe(401);
  });

  test('that has expired is answered 401', async () => {
    await using auth = await createTestAuth();
    auth.clock.time = new Date(Date.now() - 2 * 3_600_000);
    const { token } = await auth.createUser('ada');
    expect((await readMe(auth, token)).statusCode).toBe(401);
  });

  test('of a banned or deleted user is answered 401 at once', async () => {
    await using auth = await createTestAuth();
    const ada = await auth.createUser('ada');
    const bob = await auth.createUser('bob');
    await auth.database.query({
      text: 'update users set status = 2 where id = $1',
      values: [ada.id],
    });
    await auth.database.query({ text: 'delete from users where id = $1', values: [bob.id] });
    expect((await readMe(auth, ada.token)).statusCode).toBe(401);
    expect((await refresh(auth, ada.token)).statusCode).toBe(401);
    expect((await readMe(auth, bob.token)).statusCode).toBe(401);
    expect((await refresh(auth, bob.token)).statusCode).toBe(401);
  });
});

describe('refreshing', () => {
  test('gives a new token and cookie, and is no sign-in', async () => {
    await using auth = await createTestAuth();
    const { token } = await auth.createUser('ada');
    const before = await auth.outbox();
    const answer = await refresh(auth, token);
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({ token_type: 'bearer', expires_in: 3_600 });
    expect(answer.cookies[0]).toMatchObject({ name: plainSessionCookie, value: tokenOf(answer) });
    expect(tokenOf(answer)).not.toBe(token);
    expect((await readMe(auth, tokenOf(answer))).statusCode).toBe(200);
    expect(await auth.outbox()).toEqual(before);
  });

  test('takes an expired token while its session lasts, and not after', async () => {
    await using auth = await createTestAuth();
    const start = Date.now() - 24 * 3_600_000;
    auth.clock.time = new Date(start);
    const { token } = await auth.createUser('ada');
    auth.clock.time = new Date();
    const answer = await refresh(auth, token);
    expect(answer.statusCode).toBe(200);
    expect((await readMe(auth, tokenOf(answer))).statusCode).toBe(200);
    auth.clock.time = new Date(start + 30 * 24 * 3_600_000);
    expect((await readMe(auth, tokenOf(answer))).statusCode).toBe(401);
    expect((await refresh(auth, tokenOf(answer))).statusCode).toBe(401);
  });

  test('by parallel tabs gives all of them tokens that go on working', async () => {
    await using auth = await createTestAuth();
    const { token } = await auth.createUser('ada');
    const answers = await whileLocked(
      auth.database,
      { lock: 'select from sessions for update', waitingCount: 5 },
      () => Array.from({ length: 5 }, () => refresh(auth, token)),
    );
    for (const answer of answers) {
      expect(answer.statusCode).toBe(200);
      expect((await refresh(auth, tokenOf(answer))).statusCode).toBe(200);
    }
  });

  test('with a token that was exchanged long before ends the session', async () => {
    await using auth = await createTestAuth();
    const { token } = await auth.createUser('ada');
    const newest = tokenOf(await refresh(auth, token));
    auth.clock.time = new Date(auth.clock.time.getTime() + rotationGraceMs + 1);
    expect((await refresh(auth, token)).statusCode).toBe(401);
    expect((await refresh(auth, newest)).statusCode).toBe(401);
    expect((await readMe(auth, newest)).statusCode).toBe(401);
  });

  test.each(['/api/v1/login/refresh', '/api/v1/logout', '/api/v1/login/test-token'])(
    'by cookie, %s takes it from this site only',
    async (url) => {
      await using auth = await createTestAuth();
      const { token } = await auth.createUser('ada');
      const from = (origin?: string) =>
        auth.server.inject({
          method: 'POST',
          url,
          headers: { host: 'quest.example', ...(origin !== undefined && { origin }) },
          cookies: { [plainSessionCookie]: token },
        });
      expect((await from('https://evil.example')).statusCode).toBe(403);
      expect((await from('null')).statusCode).toBe(403);
      expect((await from()).statusCode).toBe(403);
      expect((await readMe(auth, token)).statusCode).toBe(200);
      expect((await from('https://quest.example')).statusCode).toBeLessThan(300);
    },
  );
});

describe('the cookie', () => {
  const secure = { settings: { ...testSettings, secureCookies: true } };

  test('has its __Host- prefix, Secure and no Domain where the site is served over HTTPS', async () => {
    await using auth = await createTestAuth(secure);
    await auth.signUp({ user_name: 'ada' });
    const answer = await auth.signIn('ada');
    const [header] = [answer.headers['set-cookie']].flat();
    expect(answer.cookies).toHaveLength(1);
    expect(header).toMatch(/^__Host-questline_session=[^;]+; Max-Age=\d+; Path=\/; /);
    expect(header).toContain('; HttpOnly; Secure; SameSite=Lax');
    expect(header).not.toContain('Domain');
    const { access_token: token } = answer.json();
    const byCookie = await auth.server.inject({
      url: '/api/v1/users/me',
      cookies: { [secureSessionCookie]: token },
    });
    expect(byCookie.statusCode).toBe(200);
  });

  test('of an earlier release is read, and replaced by a refresh', async () => {
    await using auth = await createTestAuth(secure);
    const { token } = await auth.createUser('ada');
    const answer = await auth.server.inject({
      method: 'POST',
      url: '/api/v1/login/refresh',
      headers: { host: 'quest.example', origin: 'https://quest.example' },
      cookies: { [plainSessionCookie]: token },
    });
    expect(answer.cookies).toMatchObject([
      { name: secureSessionCookie, value: tokenOf(answer), secure: true },
      { name: plainSessionCookie, value: '' },
    ]);
  });

  test('of this release is stronger than one that another host may have set', async () => {
    await using auth = await createTestAuth(secure);
    const { id, token } = await auth.createUser('ada');
    const eve = await auth.createUser('eve');
    const me = await auth.server.inject({
      url: '/api/v1/users/me',
      cookies: { [plainSessionCookie]: eve.token, [secureSessionCookie]: token },
    });
    expect(me.json()).toMatchObject({ id });
  });
});

describe('logging out', () => {
  const logOut = (auth: Auth, headers: Record<string, string> = {}) =>
    auth.server.inject({ method: 'POST', url: '/api/v1/logout', headers });

  test('ends this session and no other, and clears the cookie', async () => {
    await using auth = await createTestAuth();
    const { token } = await auth.createUser('ada');
    const other = tokenOf(await auth.signIn('ada'));
    const answer = await logOut(auth, { authorization: `Bearer ${token}` });
    expect(answer.statusCode).toBe(204);
    expect(answer.body).toBe('');
    expect(answer.cookies[0]).toMatchObject({ name: plainSessionCookie, value: '', path: '/' });
    expect((await readMe(auth, token)).statusCode).toBe(401);
    expect((await refresh(auth, token)).statusCode).toBe(401);
    expect((await readMe(auth, other)).statusCode).toBe(200);
  });

  test.each(['http://quest.example', 'https://evil.example', 'null'])(
    'from a page of %s is refused and clears nothing',
    async (origin) => {
      await using auth = await createTestAuth({ edge: { ...plainEdge, trustProxy: true } });
      const here = { host: 'quest.example', 'x-forwarded-proto': 'https' };
      const answer = await logOut(auth, { ...here, origin });
      expect([answer.statusCode, answer.cookies]).toEqual([403, []]);
      expect((await logOut(auth, { ...here, origin: 'https://quest.example' })).statusCode).toBe(
        204,
      );
    },
  );

  test('is the same twice, with no session and with nonsense', async () => {
    await using auth = await createTestAuth();
    const { headers } = await auth.createUser('ada');
    for (const each of [headers, headers, {}, { authorization: 'Bearer nonsense' }]) {
      expect((await logOut(auth, each)).statusCode).toBe(204);
    }
  });
});
