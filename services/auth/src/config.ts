import { StartError } from '@questline/lifecycle/config';
import {
  brokerSettings,
  gatewaySettings,
  internalTokenSetting,
  listenSettings,
  portSetting,
  processSettings,
} from '@questline/lifecycle/settings';
import { z } from 'zod';
import type { AttemptLimitSettings } from './attempts/attempt.ts';
import type { AuthSettings } from './dependencies.ts';
import type { SmtpServer } from './mail/mailer.ts';
import { hashLimitsDefault } from './passwords/password-hasher.ts';

const seconds = z.coerce
  .number()
  .int()
  .min(1)
  .max(366 * 24 * 3_600);

const failures = z.coerce.number().int().min(1).max(1_000_000);

/** Limits of attempts, and of the hashes that they cost. */
const attemptSettings = {
  /** `off` counts no failed attempts: outside production only, for load tests. */
  RATE_LIMITS: z.enum(['on', 'off']).default('on'),
  /** How long a failure counts. */
  FAILURES_WINDOW_SECONDS: z.coerce.number().int().min(60).max(86_400).default(900),
  /** Failed sign-ins for an account from one address, before they are slowed down. */
  SIGN_IN_FAILURES_MAX: failures.default(10),
  /** Failures of any account from one address, of each kind of attempt. */
  SIGN_IN_FAILURES_PER_ADDRESS_MAX: failures.default(100),
  SIGN_UP_FAILURES_PER_ADDRESS_MAX: failures.default(100),
  REFRESH_FAILURES_PER_ADDRESS_MAX: failures.default(100),
  API_KEY_FAILURES_PER_ADDRESS_MAX: failures.default(100),
  /** Passwords hashed at once, by a thread each. Default: the cores but one. */
  PASSWORD_HASHES_MAX: z.coerce
    .number()
    .int()
    .min(1)
    .max(64)
    .default(hashLimitsDefault.concurrencyMax),
  /** Requests that wait for a hash, in all and of one address. */
  PASSWORD_QUEUE_MAX: z.coerce
    .number()
    .int()
    .min(1)
    .max(100_000)
    .default(hashLimitsDefault.waitingMax),
  PASSWORD_QUEUE_PER_ADDRESS_MAX: z.coerce
    .number()
    .int()
    .min(1)
    .max(100_000)
    .default(hashLimitsDefault.waitingPerOwnerMax),
};

/** How the service behaves, however it is run. */
export const authSettings = z.object({
  ACCESS_TOKEN_TTL_SECONDS: seconds.default(3_600),
  SESSION_TTL_SECONDS: seconds.default(30 * 24 * 3_600),
  /** Unset: in production, unless PUBLIC_URL begins with http. */
  SECURE_COOKIES: z.stringbool().optional(),
  SMTP_HOST: z.string().optional(),
  SMTP_PORT: portSetting.default(587),
  SMTP_USER: z.string().optional(),
  SMTP_PASSWORD: z.string().optional(),
  /** Sends mail, and the password, without TLS where the server has none. */
  SMTP_INSECURE: z.stringbool().default(false),
  /** Live API keys, of the whole installation. */
  API_KEYS_MAX: z.coerce.number().int().min(1).max(100_000).default(1_000),
  EMAILS_FROM: z.email().default('questline@localhost.localdomain'),
  /** Lets a process that others can reach run with a default password; production never does. */
  ALLOW_DEFAULT_PASSWORD: z.stringbool().default(false),
  ...attemptSettings,
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

const firstSuperuser = z.string().trim().min(1).max(255).default('user');

export const authMigrateSettings = z.object({
  ...processSettings,
  FIRST_SUPERUSER: firstSuperuser,
  FIRST_SUPERUSER_PASSWORD: z.string().min(8).max(128).default('password'),
});

/** An operator's reset of a password; without NEW_PASSWORD it is read from stdin. */
export const authSetPasswordSettings = z.object({
  ...processSettings,
  FIRST_SUPERUSER: firstSuperuser,
  NEW_PASSWORD: z.string().optional(),
});

type Settings = z.infer<typeof authSettings>;
/** What of the other settings decides defaults. */
interface Surroundings {
  readonly NODE_ENV?: string | undefined;
  readonly PUBLIC_URL?: string | undefined;
}

export const isProduction = ({ NODE_ENV }: Pick<Surroundings, 'NODE_ENV'>): boolean =>
  NODE_ENV === 'production';

const toAttemptLimits = (settings: Settings & Surroundings): AttemptLimitSettings | undefined => {
  if (settings.RATE_LIMITS === 'off') {
    if (!isProduction(settings)) return undefined;
    throw new StartError('bad settings: RATE_LIMITS: production refuses off');
  }
  return {
    windowSeconds: settings.FAILURES_WINDOW_SECONDS,
    signInFailuresMax: settings.SIGN_IN_FAILURES_MAX,
    addressFailuresMax: {
      'sign-in': settings.SIGN_IN_FAILURES_PER_ADDRESS_MAX,
      'sign-up': settings.SIGN_UP_FAILURES_PER_ADDRESS_MAX,
      refresh: settings.REFRESH_FAILURES_PER_ADDRESS_MAX,
      'api-key': settings.API_KEY_FAILURES_PER_ADDRESS_MAX,
    },
  };
};

/** A cookie that is Secure is lost where the site is served over plain HTTP. */
const toSecureCookies = (settings: Settings & Surroundings): boolean =>
  settings.SECURE_COOKIES ?? (isProduction(settings) && !settings.PUBLIC_URL?.startsWith('http:'));

/** Throws a StartError for what production refuses. */
export const toAuthSettings = (settings: Settings & Surroundings): AuthSettings => ({
  accessTokenTtlSeconds: settings.ACCESS_TOKEN_TTL_SECONDS,
  sessionTtlSeconds: settings.SESSION_TTL_SECONDS,
  secureCookies: toSecureCookies(settings),
  apiKeysMax: settings.API_KEYS_MAX,
  attemptLimits: toAttemptLimits(settings),
  hashLimits: {
    concurrencyMax: settings.PASSWORD_HASHES_MAX,
    waitingMax: settings.PASSWORD_QUEUE_MAX,
    waitingPerOwnerMax: settings.PASSWORD_QUEUE_PER_ADDRESS_MAX,
  },
});

/** Where mail goes; undefined where it cannot be sent. */
export const toSmtp = (settings: Settings): SmtpServer | undefined => {
  const { SMTP_HOST: host, SMTP_PORT: port, SMTP_USER: user, SMTP_PASSWORD: pass } = settings;
  const insecure = settings.SMTP_INSECURE;
  if (host === undefined) return undefined;
  const server = { host, port, insecure };
  return user === undefined ? server : { ...server, auth: { user, pass: pass ?? '' } };
};
