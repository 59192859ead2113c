import { v7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestCatalog, type TestCatalog } from '../test/create-test-catalog.ts';

let catalog: TestCatalog;
beforeAll(async () => {
  catalog = await createTestCatalog();
});
afterAll(() => catalog[Symbol.asyncDispose]());

const reads = ['/quests/', `/quests/${v7()}`, `/quests/${v7()}/history`, '/rewards/'];
const writes = ['/quests/', `/quests/${v7()}/publish`, '/rewards/'];

/** What each command and query answers. */
const statusesOf = async (headers: Record<string, string>) => {
  const asked = [
    ...reads.map((path) => ({ method: 'GET' as const, url: `/api/v1${path}`, headers })),
    ...writes.map((path) => ({ method: 'POST' as const, url: `/api/v1${path}`, headers })),
  ];
  const answers = await Promise.all(asked.map((each) => catalog.app.inject(each)));
  return [...new Set(answers.map(({ statusCode }) => statusCode))];
};

test('a session that has ended neither commands nor reads, not even what is in memory', async () => {
  const session = v7();
  const headers = await catalog.superuserOf(session);
  const list = () => catalog.app.inject({ url: '/api/v1/rewards/', headers });
  expect((await list()).statusCode).toBe(200);
  expect((await list()).statusCode).toBe(200);
  const revoked_at = new Date().toISOString();
  const expires_at = new Date(Date.now() + 60_000).toISOString();
  const revocation = { kind: 'session', subject: session, revoked_at, expires_at };
  catalog.revocations.hear({ revocations: [revocation] });
  expect(await statusesOf(headers)).toEqual([401]);
  const other = await catalog.app.inject({ url: '/api/v1/rewards/', headers: catalog.superuser });
  expect(other.statusCode).toBe(200);
});

test('two credentials are answered 400, on commands and queries', async () => {
  expect(await statusesOf({ ...catalog.superuser, ...catalog.writer })).toEqual([400]);
  expect(await statusesOf({ ...catalog.superuser, 'x-api-key': 'nonsense' })).toEqual([400]);
});

test('an Authorization header that holds no bearer token is answered 401, beside a good cookie', async () => {
  const cookie = `questline_session=${catalog.superuser.authorization.slice('Bearer '.length)}`;
  for (const authorization of [`${catalog.superuser.authorization} x`, 'Basic dXNlcjpwYXNz', '']) {
    expect(await statusesOf({ authorization, cookie })).toEqual([401]);
  }
});
