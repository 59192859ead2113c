import { parseConfig } from '@questline/lifecycle/config';
import { expect, test } from 'vitest';
import { authHttpSettings, authMessagingSettings, authMigrateSettings, toSmtp } from './config.ts';

const database = { DATABASE_URL: 'postgres://localhost/auth' };

test('over HTTP only the database has no default', () => {
  expect(parseConfig(authHttpSettings, database)).toMatchObject({
    HOST: '0.0.0.0',
    PORT: 3000,
    ACCESS_TOKEN_TTL_SECONDS: 3_600,
    SESSION_TTL_SECONDS: 2_592_000,
    SECURE_COOKIES: false,
    TRUST_PROXY: false,
  });
  expect(() => parseConfig(authHttpSettings, {})).toThrow('DATABASE_URL');
});

test('the consumer and the relay need the broker too', () => {
  expect(() => parseConfig(authMessagingSettings, database)).toThrow('RABBITMQ_URL');
});

test('production refuses the default password', () => {
  const production = { ...database, NODE_ENV: 'production' };
  expect(() => parseConfig(authMigrateSettings, production)).toThrow('FIRST_SUPERUSER_PASSWORD');
  const own = { ...production, FIRST_SUPERUSER_PASSWORD: 'one of our own' };
  expect(parseConfig(authMigrateSettings, own)).toMatchObject(own);
});

test('mail goes out once there is a server, with a log-in once there is a user', () => {
  const smtpOf = (environment: Record<string, string>) =>
    toSmtp(parseConfig(authHttpSettings, { ...database, ...environment }));
  expect(smtpOf({})).toBeUndefined();
  const server = { SMTP_HOST: 'mail', SMTP_PORT: '25' };
  expect(smtpOf(server)).toEqual({ host: 'mail', port: 25 });
  expect(smtpOf({ ...server, SMTP_USER: 'ada', SMTP_PASSWORD: 'x' })).toEqual({
    host: 'mail',
    port: 25,
    auth: { user: 'ada', pass: 'x' },
  });
});
