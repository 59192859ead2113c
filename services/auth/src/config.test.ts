import { expect, test } from 'vitest';
import { z } from 'zod';
import { authProcessShape, authSettingsShape, refuseDefaultSecrets, toSmtp } from './config.ts';

const schema = z
  .object({ ...authSettingsShape, ...authProcessShape })
  .superRefine(refuseDefaultSecrets);
const database = { AUTH_DATABASE_URL: 'postgres://localhost/auth' };

test('only the database has no default', () => {
  expect(schema.parse(database)).toMatchObject({
    FIRST_SUPERUSER: 'user',
    FIRST_SUPERUSER_PASSWORD: 'password',
    ACCESS_TOKEN_TTL_SECONDS: 3_600,
    SESSION_TTL_SECONDS: 2_592_000,
    SECURE_COOKIES: false,
  });
  expect(schema.safeParse({}).success).toBe(false);
  expect(schema.safeParse({ AUTH_DATABASE_URL: 'http://localhost' }).success).toBe(false);
});

test('production refuses the default password', () => {
  const production = { ...database, NODE_ENV: 'production' };
  expect(schema.safeParse(production).error?.issues[0]?.path).toEqual(['FIRST_SUPERUSER_PASSWORD']);
  expect(schema.safeParse({ ...production, FIRST_SUPERUSER_PASSWORD: 'long enough' }).success).toBe(
    true,
  );
});

test('mail goes out once there is a server', () => {
  expect(toSmtp(schema.parse(database))).toBeUndefined();
  expect(toSmtp(schema.parse({ ...database, SMTP_HOST: 'mail', SMTP_PORT: '25' }))).toEqual({
    host: 'mail',
    port: 25,
  });
});
