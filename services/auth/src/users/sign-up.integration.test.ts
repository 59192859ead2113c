import { plainEdge } from '@questline/http/edge';
import { describe, expect, test } from 'vitest';
import { createTestAuth, password } from '../../test/test-auth.ts';
import { seedSuperuser } from './seed-superuser.ts';

describe('signing up', () => {
  test('answers with the user, new and with empty pockets, and emits nothing', async () => {
    await using auth = await createTestAuth();
    const answer = await auth.signUp({
      user_name: ' Ada ',
      email: 'Ada@Example.com',
      full_name: 'Ada Lovelace',
      timezone: 'Europe/London',
    });
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      user_name: 'Ada',
      email: 'Ada@Example.com',
      full_name: 'Ada Lovelace',
      timezone: 'Europe/London',
      is_active: true,
      is_superuser: false,
      status: 0,
      gold: 0,
      diamond: 0,
      created_at: auth.clock.time.toISOString(),
    });
    expect(await auth.outbox()).toEqual([]);
  });

  test.each([
    ['the same name', { user_name: 'ada' }, 'user-name-taken'],
    ['the name in another case', { user_name: 'ADA' }, 'user-name-taken'],
    ['the name with spaces round it', { user_name: '  Ada\t' }, 'user-name-taken'],
    ['the e-mail in another case', { user_name: 'eve', email: 'ADA@x.org' }, 'email-taken'],
    ["a name that is somebody's e-mail", { user_name: 'Ada@x.org' }, 'user-name-taken'],
    ["an e-mail that is somebody's name", { user_name: 'eve', email: 'bob@x.org' }, 'email-taken'],
  ])('refuses %s', async (_what, body, code) => {
    await using auth = await createTestAuth();
    await auth.signUp({ user_name: 'Ada', email: 'ada@x.org' });
    await auth.signUp({ user_name: 'bob@x.org' });
    const answer = await auth.signUp(body);
    expect(answer.statusCode).toBe(409);
    expect(answer.json()).toMatchObject({ status: 409, code });
  });

  test("a name that is one's own e-mail is fine", async () => {
    await using auth = await createTestAuth();
    const both = { user_name: 'ada@x.org', email: 'ADA@x.org' };
    expect((await auth.signUp(both)).statusCode).toBe(201);
    expect((await auth.signIn('Ada@X.org')).statusCode).toBe(200);
  });

  test.each([
    ['Cyrillic letters', 'admin', 'аdmіn'],
    ['Greek letters', 'nova', 'nοvα'],
    ['capitals of another script', 'BOBA', 'ВОВА'],
    ['letters of two scripts, taken first', 'pаypal', 'paypal'],
  ])('refuses a name that looks like a taken one by %s', async (_what, taken, name) => {
    await using auth = await createTestAuth();
    expect((await auth.signUp({ user_name: taken })).statusCode).toBe(201);
    const answer = await auth.signUp({ user_name: name });
    expect([answer.statusCode, answer.json().code]).toEqual([409, 'user-name-taken']);
  });

  test('from a page of another site is refused, also of this host over another scheme', async () => {
    await using auth = await createTestAuth({ edge: { ...plainEdge, trustProxy: true } });
    const from = (origin: string) =>
      auth.server.inject({
        method: 'POST',
        url: '/api/v1/users/signup',
        headers: { host: 'quest.example', 'x-forwarded-proto': 'https', origin },
        payload: { user_name: 'ada', password },
      });
    expect((await from('https://evil.example')).statusCode).toBe(403);
    expect((await from('http://quest.example')).statusCode).toBe(403);
    expect((await from('https://quest.example')).statusCode).toBe(201);
  });

  test('takes names of other scripts that look like nobody else', async () => {
    await using auth = await createTestAuth();
    for (const user_name of ['admin', 'Вова', 'Ελένη', '山田', 'player 1', 'player l']) {
      expect((await auth.signUp({ user_name })).statusCode).toBe(201);
    }
  });

  test('of two names that look alike and come at once takes one', async () => {
    await using auth = await createTestAuth();
    const names = Array.from({ length: 6 }, (_, index) => (index % 2 ? 'admin' : 'аdmin'));
    const answers = await Promise.all(names.map((user_name) => auth.signUp({ user_name })));
    const statuses = answers.map(({ statusCode }) => statusCode).sort();
    expect(statuses).toEqual([201, ...Array(5).fill(409)]);
  });

  test('stores a name in one form', async () => {
    await using auth = await createTestAuth();
    const answer = await auth.signUp({ user_name: ' Ａｄａ e\u0301 ' });
    expect(answer.json()).toMatchObject({ user_name: 'Ada é' });
    expect((await auth.signIn('ＡＤＡ É')).statusCode).toBe(200);
  });

  test.each([
    ['NUL in the name', { user_name: 'a\0da' }, 'user_name'],
    ['a bidi override in the name', { user_name: 'a\u202Eda' }, 'user_name'],
    ['a zero-width space in the name', { user_name: 'a\u200Bda' }, 'user_name'],
    ['half a surrogate pair in the name', { user_name: 'a\uD800' }, 'user_name'],
    ['a line break in the full name', { user_name: 'ada', full_name: 'a\nb' }, 'full_name'],
    ['NUL in the e-mail', { user_name: 'ada', email: 'a\0@x.org' }, 'email'],
    ['NUL in the time zone', { user_name: 'ada', timezone: 'UTC\0' }, 'timezone'],
    ['a common password', { user_name: 'ada', password: 'password' }, 'password'],
    ['a password made from the name', { user_name: 'ada', password: 'Ada-2026' }, 'password'],
  ])('names what is wrong with %s', async (_what, body, path) => {
    await using auth = await createTestAuth();
    const answer = await auth.signUp(body);
    expect(answer.statusCode).toBe(422);
    expect(answer.json().errors).toEqual([{ path, message: expect.any(String) }]);
    const { rows } = await auth.database.query({ text: 'select from users' });
    expect(rows).toEqual([]);
  });

  test('ten at once with one name make one user', async () => {
    await using auth = await createTestAuth();
    const names = Array.from({ length: 10 }, (_, index) => (index % 2 ? 'ada' : 'ADA'));
    const answers = await Promise.all(names.map((user_name) => auth.signUp({ user_name })));
    const statuses = answers.map(({ statusCode }) => statusCode).sort();
    expect(statuses).toEqual([201, ...Array(9).fill(409)]);
  });

  test.each([
    ['NUL in the name', { user_name: 'a\0da' }],
    ['NUL in the full name', { user_name: 'ada', full_name: 'a\0' }],
    ['a blank name', { user_name: '   ' }],
    ['a name that is no text', { user_name: { $gt: '' } }],
    ['a name of 256 characters', { user_name: 'a'.repeat(256) }],
    ['a short password', { user_name: 'ada', password: '1234567' }],
    ['a password of 129 characters', { user_name: 'ada', password: 'a'.repeat(129) }],
    ['an e-mail that is none', { user_name: 'ada', email: 'ada' }],
    ['an unknown time zone', { user_name: 'ada', timezone: 'Mars/Olympus' }],
    ['gold', { user_name: 'ada', gold: 100 }],
    ['status', { user_name: 'ada', status: 1 }],
    ['is_superuser', { user_name: 'ada', is_superuser: true }],
    ['no name', {}],
  ])('refuses %s', async (_what, body) => {
    await using auth = await createTestAuth();
    const answer = await auth.signUp(body);
    expect(answer.statusCode).toBe(422);
    expect(answer.headers['content-type']).toContain('application/problem+json');
  });

  test.each([
    ['malformed JSON', '{"user_name": ', 'application/json', 400],
    ['an array', '[]', 'application/json', 422],
    ['nothing', '', 'application/json', 422],
    ['plain text', '{"user_name":"ada","password":"12345678"}', 'text/plain', 415],
    ['XML', '<user/>', 'application/xml', 415],
    [
      'a body over 1 MiB',
      JSON.stringify({ user_name: 'a'.repeat(1024 * 1024) }),
      'application/json',
      413,
    ],
  ])('refuses %s', async (_what, payload, type, status) => {
    await using auth = await createTestAuth();
    const answer = await auth.server.inject({
      method: 'POST',
      url: '/api/v1/users/signup/',
      headers: { 'content-type': type },
      payload,
    });
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toMatchObject({ status });
  });
});

describe('the first superuser', () => {
  test('is made once, however many processes start, and keeps a changed password', async () => {
    await using auth = await createTestAuth();
    const seed = (secret: string) =>
      seedSuperuser(auth.deps, { user_name: 'user', password: secret });
    const made = await Promise.all([seed(password), seed(password), seed(password)]);
    expect(made.filter(Boolean)).toHaveLength(1);
    expect(await seed('another password')).toBe(false);
    expect((await auth.signIn('user', 'another password')).statusCode).toBe(400);
    const { access_token } = (await auth.signIn('user')).json();
    const me = await auth.server.inject({
      url: '/api/v1/users/me',
      headers: { authorization: `Bearer ${access_token}` },
    });
    expect(me.json()).toMatchObject({ user_name: 'user', is_superuser: true });
  });
});
