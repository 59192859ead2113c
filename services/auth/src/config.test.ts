import { parseConfig } from '@questline/lifecycle/config';
import { expect, test } from 'vitest';
import { authHttpSettings, authMessagingSettings, authMigrateSettings, toSmtp } from './config.ts';

const database = { DATABASE_URL: 'postgres://localhost/auth' };

const http = {
  ...database,
  RABBITMQ_URL: 'amqp://localhost',
  INTERNAL_TOKEN: 'sixteen letters!',
};

test('over HTTP only the addresses and the internal token have no default', () => {
  expect(parseConfig(authHttpSettings, http)).toMatchObject({
    HOST: '0.0.0.0',
    PORT: 3000,
    ACCESS_TOKEN_TTL_SECONDS: 3_600,
    SESSION_TTL_SECONDS: 2_592_000,
    SECURE_COOKIES: false,
    API_KEYS_MAX: 1_000,
    TRUST_PROXY: false,
  });
  for (const name of Object.keys(http)) {
    expect(() => parseConfig(authHttpSettings, { ...http, [name]: '' })).toThrow(name);
  }
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
    toSmtp(parseConfig(authHttpSettings, { ...http, ...environment }));
  expect(smtpOf({})).toBeUndefined();
  const server = { SMTP_HOST: 'mail', SMTP_PORT: '25' };
  expect(smtpOf(server)).toEqual({ host: 'mail', port: 25 });
  expect(smtpOf({ ...server, SMTP_USER: 'ada', SMTP_PASSWORD: 'x' })).toEqual({
    host: 'mail',
    port: 25,
    auth: { user: 'ada', pass: 'x' },
  });
});
