import { expect, test } from 'vitest';
import { createTestAuth } from '../../test/test-auth.ts';

test('the health check answers true', async () => {
  await using auth = await createTestAuth();
  for (const url of ['/api/v1/utils/health-check/', '/api/v1/utils/health-check']) {
    const answer = await auth.server.inject({ url });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toBe(true);
  }
});

test('every operation is in the OpenAPI document with a summary and a tag', async () => {
  await using auth = await createTestAuth();
  const answer = await auth.server.inject({ url: '/api/docs/auth.json' });
  const { paths } = answer.json<{ paths: Record<string, Record<string, object>> }>();
  expect(Object.keys(paths).sort()).toEqual([
    '/.well-known/oauth-authorization-server',
    '/.well-known/openid-configuration',
    '/api/v1/.well-known/jwks.json',
    '/api/v1/api-keys',
    '/api/v1/api-keys/{id}',
    '/api/v1/api-keys/{id}/rotate',
    '/api/v1/audit-log',
    '/api/v1/login/access-token',
    '/api/v1/login/refresh',
    '/api/v1/login/test-token',
    '/api/v1/logout',
    '/api/v1/users/me',
    '/api/v1/users/signup',
    '/api/v1/utils/health-check',
    '/api/v1/utils/test-email',
    '/api/v1/wallets/me',
    '/api/v1/wallets/me/entries',
    '/api/v1/wallets/{user_id}',
    '/api/v1/wallets/{user_id}/entries',
    '/api/v1/wallets/{user_id}/transactions',
  ]);
  for (const operation of Object.values(paths).flatMap((path) => Object.values(path))) {
    expect(operation).toMatchObject({ summary: expect.any(String), tags: [expect.any(String)] });
  }
});
