import { createTestDatabase } from '@questline/testkit/test-database';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import { createTestAuth } from '../../test/test-auth.ts';
import { authMigrations, createKeySource } from '../auth.ts';

const now = () => new Date();

test('processes that start at once sign with one key, and a later one finds it', async () => {
  await using database = await createTestDatabase(authMigrations);
  const sources = Array.from({ length: 5 }, () => createKeySource({ database, now }));
  const keys = await Promise.all(sources.map((source) => source.signingKey()));
  const later = await createKeySource({ database, now }).signingKey();
  expect(new Set([...keys, later].map(({ kid }) => kid)).size).toBe(1);
});

test('a failed read is not kept', async () => {
  await using database = await createTestDatabase(authMigrations);
  let out = true;
  const flaky: typeof database = {
    ...database,
    query: (statement) =>
      out ? Promise.reject(new Error('Connection terminated')) : database.query(statement),
  };
  const source = createKeySource({ database: flaky, now });
  await expect(source.signingKey()).rejects.toThrow('terminated');
  out = false;
  await expect(source.signingKey()).resolves.toMatchObject({ kid: expect.any(String) });
});

test.each(['/.well-known/jwks.json', '/api/v1/.well-known/jwks.json'])(
  '%s publishes what verifies tokens, no private part of it, and may be cached',
  async (url) => {
    await using auth = await createTestAuth();
    const { token, id } = await auth.createUser('ada');
    const answer = await auth.server.inject({ url });
    expect(answer.headers['cache-control']).toContain('max-age=');
    expect(answer.body).not.toContain('"d"');
    const { payload, protectedHeader } = await jwtVerify(token, createLocalJWKSet(answer.json()));
    expect(payload).toMatchObject({ sub: id, iss: 'questline/auth', aud: 'questline' });
    expect(protectedHeader).toMatchObject({ alg: 'ES256', kid: answer.json().keys[0].kid });
  },
);
