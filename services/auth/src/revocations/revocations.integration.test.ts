import { type Revocation, revocationPage } from '@questline/contracts/auth/revocation';
import { describe, expect, test } from 'vitest';
import { createTestAuth, internalToken } from '../../test/test-auth.ts';
import { rotationGraceMs } from '../sessions/session.ts';
import { deleteExpiredRevocations, revokeSession, revokeUser } from './revocations.sql.ts';
import { revoke } from './revoke.ts';

type Auth = Awaited<ReturnType<typeof createTestAuth>>;

const readPage = async (auth: Auth, query = '') => {
  const answer = await auth.server.inject({
    url: `/internal/v1/revocations${query}`,
    headers: { authorization: `Bearer ${internalToken}` },
  });
  return revocationPage.parse(answer.json());
};
const subjectsOf = ({ data }: { data: readonly Revocation[] }) =>
  data.map(({ subject }) => subject);

const sessionIdsOf = async (auth: Auth, userId: string) => {
  const { rows } = await auth.database.query<{ id: string }>({
    text: 'select id from sessions where user_id = $1 order by created_at, id',
    values: [userId],
  });
  return rows.map(({ id }) => id);
};

const statusOfMe = async (auth: Auth, headers: Record<string, string>) =>
  (await auth.server.inject({ url: '/api/v1/users/me', headers })).statusCode;

describe('a session that ends before its tokens', () => {
  test('is revoked by a log-out until its last token has ended, and announced', async () => {
    await using auth = await createTestAuth();
    const ada = await auth.createUser('ada');
    const [session] = await sessionIdsOf(auth, ada.id);
    const endsMs = auth.clock.time.getTime() + 3_600_000 + rotationGraceMs + 60_000;
    await auth.server.inject({ method: 'POST', url: '/api/v1/logout', headers: ada.headers });
    const { data } = await readPage(auth);
    expect(data).toEqual([
      {
        kind: 'session',
        subject: session,
        revoked_at: expect.any(String),
        expires_at: new Date(endsMs).toISOString(),
      },
    ]);
    expect(auth.broadcasts).toEqual([
      { channel: 'auth.revocations', message: { revocations: data } },
    ]);
  });

  test.each([
    ['a ban', 'update users set status = 2 where id = $1'],
    ['a lost role', 'update users set is_superuser = false where id = $1'],
    ['a new password', "update users set password_hash = password_hash || 'x' where id = $1"],
    ['a deletion', 'delete from users where id = $1'],
    ['an operator', 'delete from sessions where user_id = $1'],
  ])('is revoked by %s, with every other one of its user', async (_act, text) => {
    await using auth = await createTestAuth();
    const ada = await auth.createUser('ada');
    const bob = await auth.createUser('bob');
    await auth.signIn('ada');
    await auth.database.query({
      text: 'update users set is_superuser = true where id = $1',
      values: [ada.id],
    });
    const sessions = await sessionIdsOf(auth, ada.id);
    expect(sessions).toHaveLength(2);
    await auth.database.query({ text, values: [ada.id] });
    expect(subjectsOf(await readPage(auth)).toSorted()).toEqual(sessions.toSorted());
    expect(await statusOfMe(auth, ada.headers)).toBe(401);
    expect(await statusOfMe(auth, bob.headers)).toBe(200);
  });

  test('is revoked with its user, who can sign in again at once', async () => {
    await using auth = await createTestAuth();
    const ada = await auth.createUser('ada');
    await revoke(auth.deps, (tx) => revokeUser(tx, { user_id: ada.id }));
    expect(await statusOfMe(auth, ada.headers)).toBe(401);
    const { access_token } = (await auth.signIn('ada')).json();
    expect(await statusOfMe(auth, { authorization: `Bearer ${access_token}` })).toBe(200);
    expect(auth.broadcasts).toHaveLength(1);
  });

  test('is not revoked when the act is rolled back', async () => {
    await using auth = await createTestAuth();
    const ada = await auth.createUser('ada');
    const failing = revoke(auth.deps, async (tx) => {
      await revokeUser(tx, { user_id: ada.id });
      throw new Error('not today');
    });
    await expect(failing).rejects.toThrow('not today');
    expect((await readPage(auth)).data).toEqual([]);
    expect(auth.broadcasts).toEqual([]);
    expect(await statusOfMe(auth, ada.headers)).toBe(200);
  });

  test('is not revoked by what changes nothing for its credentials', async () => {
    await using auth = await createTestAuth();
    const ada = await auth.createUser('ada');
    await auth.database.query({
      text: "update users set full_name = 'Ada', is_superuser = true, status = 1 where id = $1",
      values: [ada.id],
    });
    await auth.database.query({
      text: 'update users set password_hash = password_hash where id = $1',
      values: [ada.id],
    });
    expect((await readPage(auth)).data).toEqual([]);
    expect(await statusOfMe(auth, ada.headers)).toBe(200);
  });

  test('needs no revocation once all of its tokens have ended', async () => {
    await using auth = await createTestAuth();
    auth.clock.time = new Date(Date.now() - 2 * 3_600_000);
    const ada = await auth.createUser('ada');
    await revoke(auth.deps, (tx) => revokeUser(tx, { user_id: ada.id }));
    expect((await readPage(auth)).data).toEqual([]);
  });

  test('is revoked until its own end where an earlier release issued its tokens', async () => {
    await using auth = await createTestAuth();
    const ada = await auth.createUser('ada');
    const [session_id = ''] = await sessionIdsOf(auth, ada.id);
    // As the release before rotates a session: it does not know the column.
    const { rows } = await auth.database.query<{ expires_at: Date }>({
      text: 'update sessions set token_id = id where id = $1 returning expires_at',
      values: [session_id],
    });
    await revoke(auth.deps, (tx) => revokeSession(tx, { user_id: ada.id, session_id }));
    const [revoked] = (await readPage(auth)).data;
    const endsMs = (rows[0]?.expires_at.getTime() ?? 0) + 60_000;
    expect(revoked?.expires_at).toBe(new Date(endsMs).toISOString());
  });
});

test('an API key has to be asked for again after a revocation, a deletion and any change but a use', async () => {
  await using auth = await createTestAuth();
  const admin = await auth.createSuperuser();
  const create = async (name: string) => {
    const request = { method: 'POST' as const, url: '/api/v1/api-keys/', headers: admin.headers };
    return (await auth.server.inject({ ...request, payload: { name } })).json<{ id: string }>().id;
  };
  const [shop, till] = [await create('shop'), await create('till')];
  for (let times = 0; times < 2; times += 1) {
    const url = `/api/v1/api-keys/${shop}`;
    await auth.server.inject({ method: 'DELETE', url, headers: admin.headers });
  }
  const change = (assignment: string) =>
    auth.database.query({
      text: `update api_keys set ${assignment} where id = $1`,
      values: [till],
    });
  await change('last_used_at = now()');
  await change("scopes = '{catalog:read}'");
  const rotated = await auth.server.inject({
    method: 'POST',
    url: `/api/v1/api-keys/${till}/rotate`,
    headers: admin.headers,
    payload: { overlap_seconds: 0 },
  });
  expect(rotated.statusCode).toBe(201);
  await auth.database.query({ text: 'delete from api_keys where id = $1', values: [till] });
  const { data } = await readPage(auth);
  expect(data.map(({ kind, subject }) => [kind, subject])).toEqual([
    ['api-key', shop],
    ...Array.from({ length: 3 }, () => ['api-key', till]),
  ]);
  expect(auth.broadcasts).toHaveLength(2);
});

describe('reading revocations', () => {
  const revokeOne = async (auth: Auth, name: string) => {
    const { id } = await auth.createUser(name);
    const [session] = await sessionIdsOf(auth, id);
    await revoke(auth.deps, (tx) => revokeUser(tx, { user_id: id }));
    return session ?? '';
  };

  test('is for services of the installation', async () => {
    await using auth = await createTestAuth();
    const { headers } = await auth.createSuperuser();
    const url = '/internal/v1/revocations';
    expect((await auth.server.inject({ url, headers })).statusCode).toBe(401);
    expect((await auth.server.inject({ url })).statusCode).toBe(401);
  });

  test('goes on from a cursor', async () => {
    await using auth = await createTestAuth();
    const first = await revokeOne(auth, 'ada');
    const page = await readPage(auth);
    expect(subjectsOf(page)).toEqual([first]);
    const second = await revokeOne(auth, 'bob');
    const next = await readPage(auth, `?since=${page.cursor}`);
    expect(subjectsOf(next)).toEqual([second]);
    expect((await readPage(auth, `?since=${next.cursor}`)).data).toEqual([]);
  });

  test('finds what a transaction commits late that began before others', async () => {
    await using auth = await createTestAuth();
    const ada = await auth.createUser('ada');
    const [late] = await sessionIdsOf(auth, ada.id);
    const slow = await auth.database.connect();
    await slow.query('begin');
    await slow.query('delete from sessions where user_id = $1', [ada.id]);
    const early = await revokeOne(auth, 'bob');
    const page = await readPage(auth);
    expect(subjectsOf(page)).toEqual([early]);
    await slow.query('commit');
    await slow.end();
    expect(subjectsOf(await readPage(auth, `?since=${page.cursor}`))).toContain(late);
  });

  test('begins again with a cursor that the server has not reached', async () => {
    await using auth = await createTestAuth();
    const session = await revokeOne(auth, 'ada');
    expect(subjectsOf(await readPage(auth, `?since=${'9'.repeat(18)}`))).toEqual([session]);
  });

  test('comes in pages', async () => {
    await using auth = await createTestAuth();
    await auth.database.query({
      text: `
        insert into revocations (kind, subject, expires_at)
        select 'session', gen_random_uuid(), now() + interval '1 hour' from generate_series(1, 5001)`,
    });
    const page = await readPage(auth);
    expect(page.data).toHaveLength(5_000);
    const rest = await readPage(auth, `?after=${page.more}`);
    expect([rest.data.length, rest.more]).toEqual([1, null]);
  });

  test('leaves out what cannot matter any more, which is deleted', async () => {
    await using auth = await createTestAuth();
    await revokeOne(auth, 'ada');
    await auth.database.query({
      text: "update revocations set expires_at = now() - '1 s'::interval",
    });
    const kept = await revokeOne(auth, 'bob');
    expect(subjectsOf(await readPage(auth))).toEqual([kept]);
    expect(await deleteExpiredRevocations(auth.database, 10)).toBe(1);
    expect(subjectsOf(await readPage(auth))).toEqual([kept]);
  });
});
