import { parseConfig, portSetting } from '@questline/lifecycle/config';
import { logLevels } from '@questline/telemetry/logger';
import { z } from 'zod';

/** What every process of the catalog needs. */
export const processSettings = z.object({
  CATALOG_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  DATABASE_POOL_SIZE_MAX: z.coerce.number().int().min(1).max(1_000).default(10),
  LOG_LEVEL: z.enum(logLevels).default('info'),
});

/** What the HTTP process needs besides. */
export const httpSettings = processSettings.extend({
  HOST: z.string().min(1).default('0.0.0.0'),
  PORT: portSetting.default(8000),
  /** Where the auth service publishes the keys that access tokens are checked against. */
  AUTH_JWKS_URL: z.url({ protocol: /^https?$/ }),
  /** Shared by the services of an installation; it has no default, so that none can be left in place. */
  INTERNAL_TOKEN: z.string().min(16).max(1_024),
  /** `true` behind the gateway, whose X-Forwarded-* headers are believed. */
  TRUST_PROXY: z.stringbool().default(false),
});

export type ProcessConfig = z.infer<typeof processSettings>;
export type HttpConfig = z.infer<typeof httpSettings>;

/** The environment as settings; throws a StartError that lists every bad one. */
export const readProcessConfig = (environment = process.env): ProcessConfig =>
  parseConfig(processSettings, environment);

export const readHttpConfig = (environment = process.env): HttpConfig =>
  parseConfig(httpSettings, environment);
