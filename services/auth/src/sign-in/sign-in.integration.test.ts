import { describe, expect, test } from 'vitest';
import { createTestAuth, password } from '../../test/test-auth.ts';
import { whileLocked } from '../../test/while-locked.ts';

const statusOf = async (auth: Awaited<ReturnType<typeof createTestAuth>>, name: string) => {
  const { rows } = await auth.database.query<{ status: number }>({
    text: 'select status from users where user_name = $1',
    values: [name],
  });
  return rows[0]?.status;
};

describe('signing in', () => {
  test('gives a token and a cookie, turns status 0 into 1 and emits NewUserSignIn', async () => {
    await using auth = await createTestAuth();
    const user = (await auth.signUp({ user_name: 'ada', timezone: 'Europe/Berlin' })).json();
    expect(await auth.outbox()).toEqual([]);

    const answer = await auth.signIn('ada');

    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({
      access_token: expect.any(String),
      token_type: 'bearer',
      expires_in: 3_600,
      refresh_token: expect.any(String),
    });
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.cookies).toEqual([
      expect.objectContaining({
        name: 'questline_session',
        httpOnly: true,
        sameSite: 'Lax',
        path: '/',
        maxAge: 30 * 24 * 3_600,
      }),
    ]);
    expect(await statusOf(auth, 'ada')).toBe(1);
    expect(await auth.outbox()).toEqual([
      expect.objectContaining({
        source: 'questline/auth',
        type: 'NewUserSignIn',
        subject: user.id,
        data: { user_name: 'ada', timezone: 'Europe/Berlin' },
      }),
    ]);
  });

  test('ten first sign-ins at once emit NewUserSignIn once, and first', async () => {
    await using auth = await createTestAuth();
    await auth.signUp({ user_name: 'ada' });

    const answers = await whileLocked(
      auth.database,
      { lock: 'select from users for update', waitingCount: 8 },
      () => Array.from({ length: 10 }, () => auth.signIn('ada')),
    );

    expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(10).fill(200));
    const types = (await auth.outbox()).map(({ type }) => type);
    expect(types).toEqual(['NewUserSignIn', ...Array(9).fill('UserSignIn')]);
  });

  test('takes the e-mail, and no heed of case and outer spaces', async () => {
    await using auth = await createTestAuth();
    await auth.signUp({ user_name: 'Ada', email: 'Ada@Example.com' });
    expect((await auth.signIn(' aDA ')).statusCode).toBe(200);
    expect((await auth.signIn('ada@EXAMPLE.com')).statusCode).toBe(200);
  });

  test('refuses a wrong password, an unknown and a banned user with the same body, and no event', async () => {
    await using auth = await createTestAuth();
    await auth.signUp({ user_name: 'ada' });
    await auth.signUp({ user_name: 'bob' });
    await auth.database.query({ text: "update users set status = 2 where user_name = 'bob'" });

    const answers = [
      await auth.signIn('ada', 'wrong password'),
      await auth.signIn('nobody'),
      await auth.signIn('bob'),
    ];

    for (const answer of answers) {
      expect(answer.statusCode).toBe(400);
      expect(answer.headers['content-type']).toMatch(/^application\/json/);
      expect(answer.headers['cache-control']).toBe('no-store');
      expect(answer.json()).toEqual({
        type: 'about:blank',
        title: 'Bad Request',
        status: 400,
        detail: 'Incorrect username or password',
        code: 'invalid_grant',
        error: 'invalid_grant',
        error_description: 'Incorrect username or password',
      });
      expect(answer.cookies).toEqual([]);
    }
    expect(await auth.outbox()).toEqual([]);
    expect(await statusOf(auth, 'ada')).toBe(0);
  });

  test('a user let in again after a ban is not new a second time', async () => {
    await using auth = await createTestAuth();
    await auth.signUp({ user_name: 'ada' });
    await auth.signIn('ada');
    await auth.database.query({ text: 'update users set status = 2' });
    expect((await auth.signIn('ada')).statusCode).toBe(400);
    await auth.database.query({ text: 'update users set status = 1' });
    await auth.signIn('ada');
    expect((await auth.outbox()).map(({ type }) => type)).toEqual(['NewUserSignIn', 'UserSignIn']);
  });

  test.each([
    ['no password', 'username=ada', 400],
    ['no user name', 'password=12345678', 400],
    ['a field twice', 'username=ada&username=bob&password=12345678', 400],
    ['another grant type', 'grant_type=refresh_token&username=ada&password=12345678', 400],
    ['NUL in the name', 'username=a%00da&password=12345678', 400],
    ['nothing', '', 400],
    ['a body over 1 MiB', `username=${'a'.repeat(1024 * 1024)}`, 413],
  ])('refuses %s', async (_what, payload, status) => {
    await using auth = await createTestAuth();
    const answer = await auth.server.inject({
      method: 'POST',
      url: '/api/v1/login/access-token/',
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
      payload,
    });
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
  });

  test('takes a form and nothing else', async () => {
    await using auth = await createTestAuth();
    const answer = await auth.server.inject({
      method: 'POST',
      url: '/api/v1/login/access-token',
      payload: { username: 'ada', password },
    });
    expect(answer.statusCode).toBe(415);
  });

  test('refuses a form that another site made the browser send', async () => {
    await using auth = await createTestAuth();
    await auth.signUp({ user_name: 'ada' });
    const from = (origin: string) =>
      auth.signIn('ada', password, { host: 'quest.example', origin });
    expect((await from('https://evil.example')).statusCode).toBe(403);
    expect((await from('null')).statusCode).toBe(403);
    expect((await from('https://quest.example')).statusCode).toBe(200);
  });

  test('leaves nothing behind when the event cannot be stored', async () => {
    await using auth = await createTestAuth();
    await auth.signUp({ user_name: 'ada' });
    await auth.database.query({ text: 'alter table outbox add check (false) not valid' });

    const answer = await auth.signIn('ada');

    expect(answer.statusCode).toBe(500);
    expect(answer.cookies).toEqual([]);
    expect(await statusOf(auth, 'ada')).toBe(0);
    const { rows } = await auth.database.query({ text: 'select from sessions' });
    expect(rows).toEqual([]);
  });
});
