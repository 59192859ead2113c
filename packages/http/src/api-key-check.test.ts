import type { ApiKeyGrant } from '@questline/contracts/auth/api-key';
import { DependencyUnavailable } from '@questline/postgres/unavailable';
import { createLogger } from '@questline/telemetry/logger';
import type { FastifyRequest } from 'fastify';
import { describe, expect, it, test, vi } from 'vitest';
import { createApiKeyCheck, requireSuperuserOrKey, superuserOrKeyOf } from './api-key-check.ts';
import { hashApiKey } from './api-key-secret.ts';
import { plainEdge } from './edge.ts';
import { unauthorized } from './refusal.ts';
import { createRevocations } from './revocations/revocations.ts';
import { createHttpServer } from './server.ts';

const secretOf = (letter: string) => `qlk_${letter.repeat(43)}`;
const secret = secretOf('a');
const grant: ApiKeyGrant = {
  id: '01890000-0000-7000-8000-00000000a001',
  name: 'shop',
  scopes: ['events:write'],
  event_types: ['Purchase'],
  source: 'shop',
  valid_until: null,
};
const withKey = (key: string) => ({ headers: { 'x-api-key': key } });

const revocationOf = (id: string) => ({
  kind: 'api-key',
  subject: id,
  revoked_at: new Date(0).toISOString(),
  expires_at: new Date(10_000_000).toISOString(),
});
const createTestRevocations = (nowMs = Date.now) =>
  createRevocations({ source: async () => ({ data: [], more: null, cursor: '0' }), nowMs });

/** A check on keys that live in a set, a clock that stands, and the look-ups it has made. */
const setUp = (cacheBytesMax = 100_000) => {
  const clock = { ms: 1_000_000 };
  const live = new Set([hashApiKey(secret)]);
  const verify = vi.fn(async (hash: string) => (live.has(hash) ? grant : undefined));
  const revocations = createTestRevocations(() => clock.ms);
  const revoke = () => {
    live.clear();
    revocations.hear({ revocations: [revocationOf(grant.id)] });
  };
  const check = createApiKeyCheck({
    verify,
    revocations,
    ttlMs: 30_000,
    cacheBytesMax,
    now: () => new Date(clock.ms),
  });
  return { clock, live, verify, check, revoke };
};

const refusal = (status: number) => expect.objectContaining({ status });

describe('an API key', () => {
  it('is nothing without its header', async () => {
    const { check, verify } = setUp();
    expect(await check({ headers: {} })).toBeUndefined();
    expect(verify).not.toHaveBeenCalled();
  });

  it.each(['', 'qlk_', 'nonsense', `${secret}a`, secret.slice(1), `${secret}, ${secret}`])(
    'that reads %j is refused without a look-up',
    async (key) => {
      const { check, verify } = setUp();
      await expect(check(withKey(key))).rejects.toEqual(refusal(401));
      expect(verify).not.toHaveBeenCalled();
    },
  );

  it('is looked up by its hash once, however many requests come at once', async () => {
    const { check, verify } = setUp();
    const all = await Promise.all(Array.from({ length: 10 }, () => check(withKey(secret))));
    expect(all).toEqual(Array(10).fill(grant));
    await check(withKey(secret));
    expect(verify.mock.calls).toEqual([[hashApiKey(secret), undefined]]);
  });

  it('that was revoked unheard is believed until its time is over, not longer', async () => {
    const { check, live, clock } = setUp();
    await check(withKey(secret));
    live.clear();
    clock.ms += 29_999;
    expect(await check(withKey(secret))).toEqual(grant);
    clock.ms += 1;
    await expect(check(withKey(secret))).rejects.toEqual(refusal(401));
  });

  it('is refused once its secret has ended, also while it is cached', async () => {
    const { check, verify, clock } = setUp();
    const valid_until = new Date(clock.ms + 1_000).toISOString();
    verify.mockResolvedValue({ ...grant, valid_until });
    await check(withKey(secret));
    clock.ms += 1_000;
    await expect(check(withKey(secret))).rejects.toEqual(refusal(401));
    expect(verify).toHaveBeenCalledTimes(1);
  });

  it('is refused once its revocation is known', async () => {
    const { check, revoke } = setUp();
    await check(withKey(secret));
    revoke();
    await expect(check(withKey(secret))).rejects.toEqual(refusal(401));
  });

  it('that is revoked while it is looked up counts for those who asked before', async () => {
    const { check, revoke, verify } = setUp();
    const { promise, resolve } = Promise.withResolvers<ApiKeyGrant>();
    verify.mockReturnValueOnce(promise);
    const early = check(withKey(secret));
    revoke();
    const later = check(withKey(secret));
    await expect(later).rejects.toEqual(refusal(401));
    resolve(grant);
    expect(await early).toEqual(grant);
    await expect(check(withKey(secret))).rejects.toEqual(refusal(401));
  });

  it('that does not exist is looked up again only after a while', async () => {
    const { check, live, verify, clock } = setUp();
    const late = secretOf('b');
    await expect(check(withKey(late))).rejects.toEqual(refusal(401));
    live.add(hashApiKey(late));
    await expect(check(withKey(late))).rejects.toEqual(refusal(401));
    expect(verify).toHaveBeenCalledTimes(1);
    clock.ms += 5_000;
    expect(await check(withKey(late))).toEqual(grant);
  });

  it('stays known while others are guessed, of which few are remembered', async () => {
    const { check, verify } = setUp(1_000);
    await check(withKey(secret));
    for (const letter of 'bcde') {
      await expect(check(withKey(secretOf(letter)))).rejects.toEqual(refusal(401));
    }
    await check(withKey(secret));
    expect(verify).toHaveBeenCalledTimes(5);
    await expect(check(withKey(secretOf('b')))).rejects.toEqual(refusal(401));
    expect(verify).toHaveBeenCalledTimes(6);
  });
});

test('of a flood of guesses only so many are looked up at once', async () => {
  const { check, verify } = setUp();
  await check(withKey(secret));
  const { promise, resolve } = Promise.withResolvers<undefined>();
  verify.mockReturnValue(promise);
  const guesses = Array.from({ length: 510 }, (_, n) =>
    check(withKey(`qlk_${String(n).padStart(43, '0')}`)).catch(({ name }) => name),
  );
  expect(await check(withKey(secret))).toEqual(grant);
  resolve(undefined);
  const names = await Promise.all(guesses);
  expect(names.filter((name) => name === 'DependencyUnavailable')).toHaveLength(10);
  expect(names.filter((name) => name === 'Refusal')).toHaveLength(500);
});

describe('while auth is out', () => {
  const out = () => Promise.reject(new DependencyUnavailable('auth'));

  it('a key that is not known cannot be judged', async () => {
    const { check, verify } = setUp();
    verify.mockImplementationOnce(out);
    await expect(check(withKey(secret))).rejects.toThrow(DependencyUnavailable);
    expect(await check(withKey(secret))).toEqual(grant);
  });

  it('a key known before goes on for five minutes, and is asked for now and then', async () => {
    const { check, verify, clock } = setUp();
    await check(withKey(secret));
    verify.mockImplementation(out);
    clock.ms += 60_000;
    expect(await check(withKey(secret))).toEqual(grant);
    expect(await check(withKey(secret))).toEqual(grant);
    expect(verify).toHaveBeenCalledTimes(2);
    clock.ms += 240_001;
    await expect(check(withKey(secret))).rejects.toThrow(DependencyUnavailable);
  });

  it('a key that was revoked does not', async () => {
    const { check, verify, revoke } = setUp();
    await check(withKey(secret));
    verify.mockImplementation(out);
    revoke();
    await expect(check(withKey(secret))).rejects.toThrow(DependencyUnavailable);
  });
});

describe('a route for superusers and keys', () => {
  const createServer = async (verify = async () => grant) => {
    const app = await createHttpServer({
      service: 'test',
      logger: createLogger({ service: 'test', level: 'silent' }),
      readiness: {},
      edge: plainEdge,
    });
    const caller = {
      user_id: grant.id,
      session_id: grant.id,
      token_id: grant.id,
      issued_at_ms: 0,
      expires_at: new Date(0),
    };
    const options = {
      checkUser: async ({ headers }: FastifyRequest) => {
        if (headers.authorization === undefined) throw unauthorized();
        return { ...caller, is_superuser: headers.authorization === 'superuser' };
      },
      checkKey: createApiKeyCheck({
        verify,
        revocations: createTestRevocations(),
        now: () => new Date(),
      }),
    };
    const onRequest = requireSuperuserOrKey({ ...options, scope: 'events:write' });
    app.post('/events', { onRequest }, superuserOrKeyOf);
    const other = requireSuperuserOrKey({ ...options, scope: 'wallets:write' });
    app.post('/wallets', { onRequest: other }, superuserOrKeyOf);
    const post = (url: string, headers: Record<string, string>) =>
      app.inject({ method: 'POST', url, headers });
    return { post, [Symbol.asyncDispose]: () => app.close() };
  };

  it('says which of them calls', async () => {
    await using app = await createServer();
    const byKey = await app.post('/events', { 'x-api-key': secret });
    expect(byKey.json()).toEqual({
      kind: 'api-key',
      key_id: grant.id,
      scopes: ['events:write'],
      event_types: ['Purchase'],
      source: 'shop',
    });
    const byUser = await app.post('/events', { authorization: 'superuser' });
    expect(byUser.json()).toMatchObject({ kind: 'user', user_id: grant.id });
  });

  it('refuses neither with 401, a user and a key without the scope with 403', async () => {
    await using app = await createServer();
    expect((await app.post('/events', {})).statusCode).toBe(401);
    expect((await app.post('/events', { authorization: 'user' })).statusCode).toBe(403);
    const lacking = await app.post('/wallets', { 'x-api-key': secret });
    expect(lacking.json()).toMatchObject({
      status: 403,
      detail: 'The API key lacks the scope wallets:write.',
    });
    expect((await app.post('/events', { 'x-api-key': 'nonsense' })).statusCode).toBe(401);
  });

  it('answers 503 with Retry-After while a key cannot be judged', async () => {
    await using app = await createServer(() => Promise.reject(new DependencyUnavailable('auth')));
    const answer = await app.post('/events', { 'x-api-key': secret });
    expect(answer.statusCode).toBe(503);
    expect(answer.headers['retry-after']).toBe('2');
  });
});
