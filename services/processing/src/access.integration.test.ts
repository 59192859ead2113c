import type { ApiKeyGrant } from '@questline/contracts/auth/api-key';
import { hashApiKey } from '@questline/http/api-key-secret';
import { v7 as newId } from 'uuid';
import { expect, it } from 'vitest';
import { type ProcessingHarness, startProcessing } from './testing/processing-harness.ts';

const reads = ['/events/', '/progress/', `/progress/${newId()}/users`, '/notifications/'];
const writes = ['/events/', `/progress/${newId()}/claim`, '/notifications/1/seen'];

/** What each operation but the stream answers. */
const statusesOf = async ({ server }: ProcessingHarness, headers: Record<string, string>) => {
  const asked = [
    ...[...reads, '/notifications/stream'].map((path) => ({ method: 'GET' as const, path })),
    ...writes.map((path) => ({ method: 'POST' as const, path })),
  ];
  const answers = await Promise.all(
    asked.map(({ method, path }) => server.inject({ method, url: `/api/v1${path}`, headers })),
  );
  return [...new Set(answers.map(({ statusCode }) => statusCode))];
};

/** As auth broadcasts it: every listening instance hears it. */
const revoke = ({ bus }: ProcessingHarness, kind: 'session' | 'api-key', subject: string) =>
  bus.broadcast('auth.revocations', {
    revocations: [
      {
        kind,
        subject,
        revoked_at: new Date().toISOString(),
        expires_at: new Date(Date.now() + 60_000).toISOString(),
      },
    ],
  });

it('refuses a session that has ended, on every route, and closes its streams alone', async () => {
  await using processing = await startProcessing();
  const [sessionId, user] = [newId(), newId()];
  const headers = await processing.authorize(user, { sessionId, superuser: true });
  const others = await processing.authorize(user, { superuser: true });
  const url = await processing.server.listen({ port: 0, host: '127.0.0.1' });
  const open = (by: Record<string, string>) =>
    fetch(`${url}/api/v1/notifications/stream`, { headers: by });
  const [stream, other] = await Promise.all([open(headers), open(others)]);
  expect([stream.status, other.status]).toEqual([200, 200]);
  await revoke(processing, 'session', sessionId);
  expect(await stream.text()).toBe(': open\n\n');
  expect(await statusesOf(processing, headers)).toEqual([401]);
  const mine = await processing.server.inject({ url: '/api/v1/events/', headers: others });
  expect(mine.statusCode).toBe(200);
  const reader = other.body?.getReader();
  expect((await reader?.read())?.done).toBe(false);
  await reader?.cancel();
});

it('refuses an API key that was revoked, though it was asked for a moment before', async () => {
  const secret = `qlk_${'a'.repeat(43)}`;
  const grant: ApiKeyGrant = {
    id: newId(),
    name: 'shop',
    scopes: ['events:write'],
    event_types: null,
    source: 'shop',
    valid_until: null,
  };
  const apiKeys = new Map([[hashApiKey(secret), grant]]);
  await using processing = await startProcessing({ apiKeys });
  const send = () =>
    processing.server.inject({
      method: 'POST',
      url: '/api/v1/events/',
      headers: { 'x-api-key': secret },
      payload: { type: 'x', user_id: 'y' },
    });
  expect((await send()).statusCode).toBe(202);
  apiKeys.clear();
  expect((await send()).statusCode).toBe(202);
  await revoke(processing, 'api-key', grant.id);
  expect((await send()).statusCode).toBe(401);
});

it('answers 400 to two credentials, on every route', async () => {
  await using processing = await startProcessing();
  const headers = await processing.authorize(newId(), { superuser: true });
  expect(await statusesOf(processing, { ...headers, 'x-api-key': 'bad' })).toEqual([400]);
});

it('answers 401 to an Authorization header that holds no bearer token', async () => {
  await using processing = await startProcessing();
  const { authorization } = await processing.authorize(newId(), { superuser: true });
  const cookie = `questline_session=${authorization.slice('Bearer '.length)}`;
  for (const malformed of [`${authorization} x`, 'Basic dXNlcjpwYXNz', '']) {
    const headers = { authorization: malformed, cookie };
    expect(await statusesOf(processing, headers)).toEqual([401]);
  }
});
