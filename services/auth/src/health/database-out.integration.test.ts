import { createDatabase } from '@questline/postgres/database';
import { testLogger } from '@questline/testkit/test-database';
import { expect, test } from 'vitest';
import { createTestAuth, password } from '../../test/test-auth.ts';

test('while the database is out, answers are 503 with Retry-After and name no host', async () => {
  const database = createDatabase({
    url: 'postgres://nobody@127.0.0.1:1/none',
    applicationName: 'test',
    poolSizeMax: 1,
    logger: testLogger,
  });
  await using auth = await createTestAuth();
  const { headers } = await auth.createUser('ada');
  await using out = await createTestAuth({ database, keys: auth.deps.keys });
  const answers = [
    await out.signIn('ada', password),
    await out.signUp({ user_name: 'bob' }),
    await out.server.inject({ url: '/api/v1/users/me', headers }),
    await out.server.inject({ method: 'POST', url: '/api/v1/logout', headers }),
  ];
  for (const answer of answers) {
    expect(answer.statusCode).toBe(503);
    expect(answer.headers['retry-after']).toBeDefined();
    expect(answer.body).not.toContain('127.0.0.1');
  }
  expect((await out.server.inject({ url: '/health/ready' })).statusCode).toBe(503);
  expect((await out.server.inject({ url: '/health/live' })).statusCode).toBe(200);
});
