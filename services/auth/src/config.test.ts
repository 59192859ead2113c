import { parseConfig } from '@questline/lifecycle/config';
import { expect, test } from 'vitest';
import {
  authHttpSettings,
  authMessagingSettings,
  authMigrateSettings,
  toAuthSettings,
  toSmtp,
} from './config.ts';

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
  expect(smtpOf(server)).toEqual({ host: 'mail', port: 25, insecure: false });
  expect(smtpOf({ ...server, SMTP_USER: 'ada', SMTP_PASSWORD: 'x' })).toEqual({
    host: 'mail',
    port: 25,
    insecure: false,
    auth: { user: 'ada', pass: 'x' },
  });
});

test('cookies are Secure in production, where the site is not served over plain HTTP', () => {
  const isSecure = (environment: Record<string, string>) =>
    toAuthSettings(parseConfig(authHttpSettings, { ...http, ...environment })).secureCookies;
  const production = {
    NODE_ENV: 'production',
    DATABASE_URL: 'postgres://localhost/auth',
    INTERNAL_TOKEN: 'b2f7c1a9d4e83605',
  };
  expect(isSecure({})).toBe(false);
  expect(isSecure({ SECURE_COOKIES: 'true' })).toBe(true);
  expect(isSecure(production)).toBe(true);
  expect(isSecure({ ...production, PUBLIC_URL: 'https://quest.example' })).toBe(true);
  expect(isSecure({ ...production, PUBLIC_URL: 'http://localhost:8080' })).toBe(false);
  expect(isSecure({ ...production, SECURE_COOKIES: 'false' })).toBe(false);
});

test('limits of attempts are on, have settings, and cannot be off in production', () => {
  const limitsOf = (environment: Record<string, string>) =>
    toAuthSettings(parseConfig(authHttpSettings, { ...http, ...environment })).attemptLimits;
  expect(limitsOf({})).toMatchObject({ windowSeconds: 900, signInFailuresMax: 10 });
  expect(limitsOf({ SIGN_IN_FAILURES_MAX: '5' })).toMatchObject({ signInFailuresMax: 5 });
  expect(limitsOf({ RATE_LIMITS: 'off' })).toBeUndefined();
  const production = { NODE_ENV: 'production', INTERNAL_TOKEN: 'b2f7c1a9d4e83605' };
  expect(() => limitsOf({ ...production, RATE_LIMITS: 'off' })).toThrow('RATE_LIMITS');
});
