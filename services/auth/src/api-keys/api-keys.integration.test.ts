import {
  type ApiKeyPublic,
  apiKeyCreated,
  apiKeyGrant,
  apiKeySecret,
} from '@questline/contracts/auth/api-key';
import { createApiKeyCheck } from '@questline/http/api-key-check';
import { hashApiKey } from '@questline/http/api-key-secret';
import { createRemoteKeyVerify } from '@questline/http/remote-key-verify';
import { createRevocations } from '@questline/http/revocations/revocations';
import { DependencyUnavailable } from '@questline/postgres/unavailable';
import { v7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { createTestAuth, internalToken, testSettings } from '../../test/test-auth.ts';

type Overrides = Parameters<typeof createTestAuth>[0];

const setUp = async (overrides?: Overrides) => {
  const auth = await createTestAuth(overrides);
  const admin = await auth.createSuperuser();
  const create = (body: Record<string, unknown>, headers: Record<string, string> = admin.headers) =>
    auth.server.inject({ method: 'POST', url: '/api/v1/api-keys/', headers, payload: body });
  const list = (query = '') =>
    auth.server.inject({ url: `/api/v1/api-keys/${query}`, headers: admin.headers });
  const revoke = (id: string, headers: Record<string, string> = admin.headers) =>
    auth.server.inject({ method: 'DELETE', url: `/api/v1/api-keys/${id}`, headers });
  const verify = (
    body: Record<string, unknown>,
    authorization: string = `Bearer ${internalToken}`,
  ) =>
    auth.server.inject({
      method: 'POST',
      url: '/internal/v1/api-keys/verify',
      headers: { authorization },
      payload: body,
    });
  const rotate = (id: string, body?: Record<string, unknown>) =>
    auth.server.inject({
      method: 'POST',
      url: `/api/v1/api-keys/${id}/rotate`,
      headers: admin.headers,
      ...(body && { payload: body }),
    });
  const createKey = async (body: Record<string, unknown>) =>
    apiKeyCreated.parse((await create(body)).json());
  return { ...auth, admin, create, createKey, list, revoke, rotate, verify };
};

const hashOf = ({ secret }: { secret: string }) => ({ secret_hash: hashApiKey(secret) });

describe('creating a key', () => {
  test('shows its secret once, and stores a hash of it', async () => {
    await using auth = await setUp();
    const answer = await auth.create({ name: ' shop ' });
    expect(answer.statusCode).toBe(201);
    expect(answer.headers['cache-control']).toBe('no-store');
    const { secret, ...key } = apiKeyCreated.parse(answer.json());
    expect(apiKeySecret.safeParse(secret).success).toBe(true);
    expect(key).toMatchObject({
      name: 'shop',
      prefix: secret.slice(0, 12),
      scopes: ['events:write'],
      event_types: null,
      last_used_at: null,
      revoked_at: null,
    });
    expect((await auth.list()).json()).toEqual({ data: [key], count: 1 });
    const { rows } = await auth.database.query({ text: 'select * from api_keys' });
    expect(JSON.stringify(rows)).not.toContain(secret.slice(12));
    expect(rows).toMatchObject([hashOf({ secret })]);
  });

  test('gives it scopes and types, each once', async () => {
    await using auth = await setUp();
    const key = await auth.createKey({
      name: 'shop',
      scopes: ['wallets:write', 'events:write', 'wallets:write'],
      event_types: ['Purchase', 'Purchase', 'Refund'],
    });
    expect(key).toMatchObject({
      scopes: ['wallets:write', 'events:write'],
      event_types: ['Purchase', 'Refund'],
    });
  });

  test.each([
    [{}, 'name'],
    [{ name: ' ' }, 'name'],
    [{ name: 'x'.repeat(256) }, 'name'],
    [{ name: 'a\0' }, 'name'],
    [{ name: 'a', scopes: [] }, 'scopes'],
    [{ name: 'a', scopes: ['everything'] }, 'scopes.0'],
    [{ name: 'a', event_types: [] }, 'event_types'],
    [{ name: 'a', event_types: ['Purchase', ''] }, 'event_types.1'],
    [{ name: 'a', event_types: ['\ud800'] }, 'event_types.0'],
    [{ name: 'a', secret: 'mine' }, 'secret'],
  ])('refuses %j, naming %s', async (body, path) => {
    await using auth = await setUp();
    const answer = await auth.create(body);
    expect(answer.statusCode).toBe(422);
    expect(answer.json().errors.map((error: { path: string }) => error.path)).toEqual([path]);
    expect((await auth.list()).json().count).toBe(0);
  });

  test('refuses the name of a live key, and takes that of a revoked one', async () => {
    await using auth = await setUp();
    const first = await auth.createKey({ name: 'shop' });
    const again = await auth.create({ name: 'Shop ' });
    expect([again.statusCode, again.json().code]).toEqual([409, 'api-key-name-taken']);
    await auth.revoke(first.id);
    expect((await auth.create({ name: 'shop' })).statusCode).toBe(201);
  });

  test('stops at the limit, also when many come at once', async () => {
    await using auth = await setUp({ settings: { ...testSettings, apiKeysMax: 3 } });
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => auth.create({ name: `key ${index}` })),
    );
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([
      ...Array(3).fill(201),
      ...Array(5).fill(409),
    ]);
    const [key] = (await auth.list()).json<{ data: ApiKeyPublic[] }>().data;
    await auth.revoke(key?.id ?? '');
    expect((await auth.create({ name: 'one more' })).statusCode).toBe(201);
  });
});

test('keys are for superusers, and others are refused before they learn which exist', async () => {
  await using auth = await setUp();
  const { id } = await auth.createKey({ name: 'shop' });
  const { headers } = await auth.createUser('ada');
  const statusOf = async (by: Record<string, string>) => [
    (await auth.create({}, by)).statusCode,
    (await auth.server.inject({ url: '/api/v1/api-keys/', headers: by })).statusCode,
    (await auth.revoke(id, by)).statusCode,
    (await auth.revoke(v7(), by)).statusCode,
  ];
  expect(await statusOf(headers)).toEqual([403, 403, 403, 403]);
  expect(await statusOf({})).toEqual([401, 401, 401, 401]);
});

test('a list is newest first, page by page', async () => {
  await using auth = await setUp();
  for (const name of ['a', 'b', 'c']) await auth.createKey({ name });
  const { data, count } = (await auth.list('?skip=1&limit=1')).json();
  expect([data.map(({ name }: ApiKeyPublic) => name), count]).toEqual([['b'], 3]);
  expect((await auth.list('?limit=0')).statusCode).toBe(422);
});

describe('revoking a key', () => {
  test('ends it, is announced, and again changes nothing', async () => {
    await using auth = await setUp();
    const key = await auth.createKey({ name: 'shop' });
    expect((await auth.verify(hashOf(key))).statusCode).toBe(200);
    expect((await auth.revoke(key.id)).statusCode).toBe(204);
    const [revoked] = (await auth.list()).json<{ data: ApiKeyPublic[] }>().data;
    expect(revoked?.revoked_at).toBe(auth.deps.now().toISOString());
    auth.clock.time = new Date(auth.clock.time.getTime() + 60_000);
    expect((await auth.revoke(key.id)).statusCode).toBe(204);
    expect((await auth.list()).json().data).toEqual([revoked]);
    expect((await auth.verify(hashOf(key))).statusCode).toBe(404);
    const revocations = [expect.objectContaining({ kind: 'api-key', subject: key.id })];
    expect(auth.broadcasts).toEqual([{ channel: 'auth.revocations', message: { revocations } }]);
  });

  test('takes an id that is known', async () => {
    await using auth = await setUp();
    expect((await auth.revoke(v7())).statusCode).toBe(404);
    expect((await auth.revoke('nonsense')).statusCode).toBe(422);
  });

  test('goes on while the broker is out', async () => {
    const bus = { broadcast: () => Promise.reject(new DependencyUnavailable('broker')) };
    await using auth = await setUp({ bus });
    const key = await auth.createKey({ name: 'shop' });
    expect((await auth.revoke(key.id)).statusCode).toBe(204);
    expect((await auth.verify(hashOf(key))).statusCode).toBe(404);
  });
});

describe('verifying a key for another service', () => {
  test('tells what it may do', async () => {
    await using auth = await setUp();
    const key = await auth.createKey({ name: 'shop', event_types: ['Purchase'] });
    const answer = await auth.verify(hashOf(key));
    expect(answer.statusCode).toBe(200);
    expect(apiKeyGrant.strict().parse(answer.json())).toEqual({
      id: key.id,
      name: 'shop',
      scopes: ['events:write'],
      event_types: ['Purchase'],
      source: 'app',
      valid_until: null,
    });
  });

  test('refuses whoever is no service, and what is no hash', async () => {
    await using auth = await setUp();
    const key = await auth.createKey({ name: 'shop' });
    for (const authorization of [
      '',
      `Bearer ${internalToken}x`,
      auth.admin.headers.authorization,
    ]) {
      expect((await auth.verify(hashOf(key), authorization)).statusCode).toBe(401);
    }
    expect((await auth.verify({ secret_hash: key.secret })).statusCode).toBe(422);
    expect((await auth.verify({ secret_hash: '0'.repeat(64) })).json()).toMatchObject({
      status: 404,
      code: 'unknown-api-key',
    });
  });

  test('notes the use once a minute, and not at the price of waiting', async () => {
    await using auth = await setUp();
    const key = await auth.createKey({ name: 'shop' });
    const lastUse = async () => (await auth.list()).json().data[0].last_used_at;
    const start = auth.clock.time.getTime();
    for (const [atMs, wantedMs] of [
      [0, 0],
      [59_999, 0],
      [60_000, 60_000],
    ] as const) {
      auth.clock.time = new Date(start + atMs);
      await auth.verify(hashOf(key));
      expect(await lastUse()).toBe(new Date(start + wantedMs).toISOString());
    }
    auth.clock.time = new Date(start + 3_600_000);
    const locker = await auth.database.connect();
    await locker.query('begin');
    await locker.query('select from api_keys for update');
    expect((await auth.verify(hashOf(key))).statusCode).toBe(200);
    await locker.end();
  });
});

/** Another service that is sent keys: it asks auth over HTTP and hears what auth broadcasts. */
const setUpWithService = async () => {
  let lookUps = 0;
  const source = async () => ({ data: [], more: null, cursor: '0' });
  const revocations = createRevocations({ source, nowMs: () => auth.deps.now().getTime() });
  const auth = await setUp({
    bus: { broadcast: async (_channel, message) => revocations.hear(message) },
  });
  const verify = createRemoteKeyVerify({
    url: 'http://auth',
    token: internalToken,
    fetch: async (input, init) => {
      lookUps += 1;
      const request = new Request(input, init);
      const { body, statusCode } = await auth.server.inject({
        method: 'POST',
        url: new URL(request.url).pathname,
        headers: Object.fromEntries(request.headers),
        payload: await request.text(),
      });
      return new Response(body, { status: statusCode });
    },
  });
  const checkKey = createApiKeyCheck({ verify, revocations, now: auth.deps.now });
  const use = ({ secret }: { secret: string }) => checkKey({ headers: { 'x-api-key': secret } });
  return { ...auth, use, lookUps: () => lookUps };
};

test('another service asks once, and believes a key until it hears that it was revoked', async () => {
  await using auth = await setUpWithService();
  const key = await auth.createKey({ name: 'shop' });
  await Promise.all([auth.use(key), auth.use(key)]);
  expect(await auth.use(key)).toMatchObject({ id: key.id, scopes: ['events:write'] });
  expect(auth.lookUps()).toBe(1);
  await auth.revoke(key.id);
  await expect(auth.use(key)).rejects.toMatchObject({ status: 401 });
});

test('a key that is revoked while it is used is refused from then on', async () => {
  await using auth = await setUpWithService();
  for (let round = 0; round < 20; round += 1) {
    const key = await auth.createKey({ name: `shop ${round}` });
    await Promise.allSettled([auth.use(key), auth.revoke(key.id), auth.use(key), auth.use(key)]);
    await expect(auth.use(key)).rejects.toMatchObject({ status: 401 });
  }
});

describe('rotating a key', () => {
  test('gives it a new secret and keeps the one before for a day', async () => {
    await using auth = await setUp();
    const before = await auth.createKey({ name: 'shop', source: 'shop' });
    const answer = await auth.rotate(before.id);
    expect(answer.statusCode).toBe(201);
    const after = apiKeyCreated.parse(answer.json());
    expect(after).toMatchObject({ id: before.id, name: 'shop', source: 'shop' });
    expect(after.secret).not.toBe(before.secret);
    const statuses = async () =>
      Promise.all([before, after].map(async (key) => (await auth.verify(hashOf(key))).statusCode));
    expect(await statuses()).toEqual([200, 200]);
    auth.clock.time = new Date(auth.clock.time.getTime() + 86_400_000);
    expect(await statuses()).toEqual([404, 200]);
  });

  test('ends the secret before at once where no overlap is wanted', async () => {
    await using auth = await setUp();
    const before = await auth.createKey({ name: 'shop' });
    await auth.rotate(before.id, { overlap_seconds: 0 });
    expect((await auth.verify(hashOf(before))).statusCode).toBe(404);
  });

  test('names when the secret before ends, for services that cache the answer', async () => {
    await using auth = await setUp();
    const before = await auth.createKey({ name: 'shop' });
    await auth.rotate(before.id, { overlap_seconds: 10 });
    const until = new Date(auth.clock.time.getTime() + 10_000).toISOString();
    expect((await auth.verify(hashOf(before))).json()).toMatchObject({ valid_until: until });
  });

  test('is refused for a key that was revoked, and for one that never was', async () => {
    await using auth = await setUp();
    const key = await auth.createKey({ name: 'shop' });
    await auth.revoke(key.id);
    expect((await auth.rotate(key.id)).statusCode).toBe(409);
    expect((await auth.rotate(v7())).statusCode).toBe(404);
  });

  test('revokes both secrets with the key', async () => {
    await using auth = await setUp();
    const before = await auth.createKey({ name: 'shop' });
    const after = apiKeyCreated.parse((await auth.rotate(before.id)).json());
    await auth.revoke(before.id);
    expect((await auth.verify(hashOf(before))).statusCode).toBe(404);
    expect((await auth.verify(hashOf(after))).statusCode).toBe(404);
  });
});

describe('a key that expires', () => {
  test('is refused from then on', async () => {
    await using auth = await setUp();
    const expires_at = new Date(auth.clock.time.getTime() + 60_000).toISOString();
    const key = await auth.createKey({ name: 'shop', expires_at });
    expect((await auth.verify(hashOf(key))).json()).toMatchObject({ valid_until: expires_at });
    auth.clock.time = new Date(expires_at);
    expect((await auth.verify(hashOf(key))).statusCode).toBe(404);
  });

  test.each([
    ['9999-12-31T23:59:59-23:59', '9999-12-31T23:59:59.999Z'],
    ['2099-11-28t00:00:00z', '2099-11-28T00:00:00.000Z'],
    ['2098-12-31T23:59:60Z', '2099-01-01T00:00:00.000Z'],
  ])('at %s is shown as %s', async (expires_at, shown) => {
    await using auth = await setUp();
    expect((await auth.createKey({ name: 'shop', expires_at })).expires_at).toBe(shown);
    expect((await auth.list()).json().data).toMatchObject([{ expires_at: shown }]);
  });

  test('is not made with a time that is past', async () => {
    await using auth = await setUp();
    const answer = await auth.create({ name: 'shop', expires_at: '2020-01-01T00:00:00Z' });
    expect(answer.statusCode).toBe(422);
  });
});

describe('the source of a key', () => {
  test('is app unless given, and none of our own', async () => {
    await using auth = await setUp();
    expect((await auth.createKey({ name: 'a' })).source).toBe('app');
    expect((await auth.createKey({ name: 'b', source: 'shop' })).source).toBe('shop');
    const answer = await auth.create({ name: 'c', source: 'questline/auth' });
    expect(answer.statusCode).toBe(422);
  });
});

describe('guesses at keys', () => {
  const attemptLimits = {
    windowSeconds: 900,
    signInFailuresMax: 10,
    addressFailuresMax: { 'sign-in': 3, 'sign-up': 3, refresh: 3, 'api-key': 3 },
  };
  // A secret of the form that has no checksum.
  const guess = (index: number) => `qlk_${String(index).padStart(43, 'a')}`;

  test('get 429 past the limit of their address, at this service and at others; live keys go on', async () => {
    await using auth = await setUp({ settings: { ...testSettings, attemptLimits } });
    const key = await auth.createKey({ name: 'shop', scopes: ['wallets:write'] });
    const callWallet = (secret: string) =>
      auth.server.inject({
        method: 'POST',
        url: '/api/v1/wallets/player/transactions',
        headers: { 'x-api-key': secret, 'idempotency-key': 'a' },
        payload: { currency: 'gold', amount: 1, reason: 'test' },
      });
    const statuses: number[] = [];
    for (let index = 0; index < 4; index += 1) {
      statuses.push((await callWallet(guess(index))).statusCode);
    }
    expect(statuses).toEqual([401, 401, 401, 429]);
    expect((await callWallet(key.secret)).statusCode).toBe(201);

    const verify = createRemoteKeyVerify({
      url: 'http://auth',
      token: internalToken,
      fetch: async (input, init) => {
        const request = new Request(input, init);
        const answer = await auth.server.inject({
          method: 'POST',
          url: new URL(request.url).pathname,
          headers: Object.fromEntries(request.headers),
          payload: await request.text(),
        });
        const retryAfter = answer.headers['retry-after'];
        const headers = { ...(retryAfter && { 'retry-after': String(retryAfter) }) };
        return new Response(answer.body, { status: answer.statusCode, headers });
      },
    });
    const refused = verify(hashApiKey(guess(9)), '127.0.0.1');
    await expect(refused).rejects.toMatchObject({ status: 429, name: 'Refusal' });
    expect(await verify(hashApiKey(guess(9)), '203.0.113.9')).toBeUndefined();
    expect(await verify(hashApiKey(key.secret), '127.0.0.1')).toMatchObject({ id: key.id });
  });
});
