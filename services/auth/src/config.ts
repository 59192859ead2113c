import { parseConfig, portSetting } from '@questline/lifecycle/config';
import { logLevels } from '@questline/telemetry/logger';
import { z } from 'zod';
import type { AuthSettings } from './dependencies.ts';

const seconds = z.coerce
  .number()
  .int()
  .min(1)
  .max(366 * 24 * 3_600);
const defaultSuperuserPassword = 'password';

/** Settings of what the service does, however it is run. */
export const authSettingsShape = {
  FIRST_SUPERUSER: z.string().trim().min(1).max(255).default('user'),
  FIRST_SUPERUSER_PASSWORD: z.string().min(8).max(128).default(defaultSuperuserPassword),
  ACCESS_TOKEN_TTL_SECONDS: seconds.default(3_600),
  SESSION_TTL_SECONDS: seconds.default(30 * 24 * 3_600),
  SECURE_COOKIES: z.stringbool().default(false),
  SMTP_HOST: z.string().optional(),
  SMTP_PORT: portSetting.default(587),
  EMAILS_FROM: z.email().default('questline@localhost.localdomain'),
};

/** Settings of a process that runs the service alone. */
export const authProcessShape = {
  AUTH_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  AUTH_DATABASE_POOL_SIZE_MAX: z.coerce.number().int().min(1).max(1_000).default(10),
  AUTH_PORT: portSetting.default(8001),
  TRUST_PROXY: z.stringbool().default(false),
  LOG_LEVEL: z.enum(logLevels).default('info'),
  NODE_ENV: z.string().optional(),
};

type AuthEnvironment = z.infer<z.ZodObject<typeof authSettingsShape>>;

export const toAuthSettings = (environment: AuthEnvironment): AuthSettings => ({
  accessTokenTtlSeconds: environment.ACCESS_TOKEN_TTL_SECONDS,
  sessionTtlSeconds: environment.SESSION_TTL_SECONDS,
  secureCookies: environment.SECURE_COOKIES,
});

/** Where mail goes; undefined means into the log. */
export const toSmtp = (environment: AuthEnvironment): { host: string; port: number } | undefined =>
  environment.SMTP_HOST === undefined
    ? undefined
    : { host: environment.SMTP_HOST, port: environment.SMTP_PORT };

/** Refuses default secrets in production; to be put on any schema that has the settings. */
export const refuseDefaultSecrets = (
  environment: { FIRST_SUPERUSER_PASSWORD: string; NODE_ENV?: string | undefined },
  context: z.core.$RefinementCtx,
): void => {
  const isDefault = environment.FIRST_SUPERUSER_PASSWORD === defaultSuperuserPassword;
  if (environment.NODE_ENV !== 'production' || !isDefault) return;
  context.addIssue({
    code: 'custom',
    path: ['FIRST_SUPERUSER_PASSWORD'],
    message: 'the default is refused in production',
  });
};

const authConfig = z
  .object({ ...authSettingsShape, ...authProcessShape })
  .superRefine(refuseDefaultSecrets);

/** Throws a StartError that lists every bad setting. */
export const readAuthConfig = (): z.infer<typeof authConfig> =>
  parseConfig(authConfig, process.env);
