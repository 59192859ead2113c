import {
  brokerSettings,
  gatewaySettings,
  internalTokenSetting,
  listenSettings,
  portSetting,
  processSettings,
} from '@questline/lifecycle/settings';
import { z } from 'zod';
import type { AuthSettings } from './dependencies.ts';
import type { SmtpServer } from './mail/mailer.ts';

const seconds = z.coerce
  .number()
  .int()
  .min(1)
  .max(366 * 24 * 3_600);

/** How the service behaves, however it is run. */
export const authSettings = z.object({
  ACCESS_TOKEN_TTL_SECONDS: seconds.default(3_600),
  SESSION_TTL_SECONDS: seconds.default(30 * 24 * 3_600),
  SECURE_COOKIES: z.stringbool().default(false),
  SMTP_HOST: z.string().optional(),
  SMTP_PORT: portSetting.default(587),
  SMTP_USER: z.string().optional(),
  SMTP_PASSWORD: z.string().optional(),
  /** Live API keys, of the whole installation. */
  API_KEYS_MAX: z.coerce.number().int().min(1).max(100_000).default(1_000),
  EMAILS_FROM: z.email().default('questline@localhost.localdomain'),
});

export const authHttpSettings = z.object({
  ...processSettings,
  ...listenSettings,
  ...gatewaySettings,
  ...brokerSettings,
  INTERNAL_TOKEN: internalTokenSetting,
  ...authSettings.shape,
});

/** The consumer and the relay. */
export const authMessagingSettings = z.object({
  ...processSettings,
  ...listenSettings,
  ...brokerSettings,
});

export const authMigrateSettings = z.object({
  ...processSettings,
  FIRST_SUPERUSER: z.string().trim().min(1).max(255).default('user'),
  FIRST_SUPERUSER_PASSWORD: z.string().min(8).max(128).default('password'),
});

type Settings = z.infer<typeof authSettings>;

export const toAuthSettings = (settings: Settings): AuthSettings => ({
  accessTokenTtlSeconds: settings.ACCESS_TOKEN_TTL_SECONDS,
  sessionTtlSeconds: settings.SESSION_TTL_SECONDS,
  secureCookies: settings.SECURE_COOKIES,
  apiKeysMax: settings.API_KEYS_MAX,
});

/** Where mail goes; undefined means into the log. */
export const toSmtp = (settings: Settings): SmtpServer | undefined => {
  const { SMTP_HOST: host, SMTP_PORT: port, SMTP_USER: user, SMTP_PASSWORD: pass } = settings;
  if (host === undefined) return undefined;
  return user === undefined ? { host, port } : { host, port, auth: { user, pass: pass ?? '' } };
};
