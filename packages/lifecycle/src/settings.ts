import { logLevels } from '@questline/telemetry/logger';
import { z } from 'zod';

/** A TCP port given as text; 0 lets the system choose. */
export const portSetting = z.coerce.number().int().min(0).max(65_535);

const urlOf = (protocol: RegExp, example: string) =>
  z.url({ protocol, error: `must be an address like ${example}` });

export const httpUrlSetting = urlOf(/^https?$/, 'http://host:3000/path');

/** By OpenTelemetry's names for them. */
export const telemetrySettings = {
  /** Where a collector takes traces, OTLP over HTTP; unset, there are none. */
  OTEL_EXPORTER_OTLP_ENDPOINT: urlOf(/^https?$/, 'http://collector:4318').optional(),
  /** The part of traces that is kept, 0 to 1; the same in every process. */
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),
};

/** What every process of a service reads. */
export const processSettings = {
  DATABASE_URL: urlOf(/^postgres(ql)?$/, 'postgres://user:password@host:5432/database'),
  DATABASE_POOL_SIZE_MAX: z.coerce.number().int().min(1).max(1_000).default(10),
  LOG_LEVEL: z.enum(logLevels).default('info'),
  NODE_ENV: z.string().optional(),
  ...telemetrySettings,
};

/** What clients may hold of a process. */
export const connectionSettings = {
  /** Open connections, streams included; more are closed at once. */
  CONNECTIONS_MAX: z.coerce.number().int().min(16).max(1_000_000).default(10_000),
  /** From the first byte of a request to the last of its body; the answer may take longer. */
  REQUEST_TIMEOUT_SECONDS: z.coerce.number().int().min(1).max(300).default(20),
};

/** Where a process answers: its API, or its health alone. */
export const listenSettings = {
  HOST: z.string().min(1).default('0.0.0.0'),
  PORT: portSetting.default(3000),
  ...connectionSettings,
};

export const brokerSettings = {
  RABBITMQ_URL: urlOf(/^amqps?$/, 'amqp://user:password@host:5672/vhost'),
};

/** How a process checks access tokens that another service signs, behind a gateway. */
export const callerSettings = {
  /** Where the auth service publishes its public keys. */
  AUTH_JWKS_URL: httpUrlSetting,
};

/** How a process has API keys checked, which the auth service alone knows. */
export const apiKeySettings = {
  /** Where the auth service answers other services: past the gateway. */
  AUTH_URL: httpUrlSetting,
};

const isOrigin = (text: string): boolean => URL.canParse(text) && new URL(text).origin === text;

const originsSetting = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .refine(
    (origins) => origins.every((origin) => /^https?:/.test(origin) && isOrigin(origin)),
    'must be origins like https://app.example.com, with commas between them',
  );

/** `true` is one proxy; a number is how many stand between clients and the process. */
const proxiesSetting = z.union([z.coerce.number().int().min(1).max(16), z.stringbool()]);

export const gatewaySettings = {
  /** `true` behind the gateway, whose X-Forwarded-* headers are trusted. */
  TRUST_PROXY: proxiesSetting.default(false),
  /** The origin that users open; requests for other hosts are refused. Unset: see docs/limits.md. */
  PUBLIC_URL: httpUrlSetting
    .refine((url) => isOrigin(url.replace(/\/$/, '')), 'must be an origin, without a path')
    .transform((url) => new URL(url).origin)
    .optional(),
  /** Origins of other pages that may call the API with a bearer token, with commas between them. */
  ALLOWED_ORIGINS: originsSetting.optional(),
};

/** What the services of an installation know each other by; no default that could be left in place. */
export const internalTokenSetting = z.string().min(16).max(1_024);

/** How long a migration waits for its database; orchestrators start it again when it has failed. */
export const migrateWaitLimitMs = 60_000;

type Parsed<Shape extends z.ZodRawShape> = z.infer<z.ZodObject<Shape>>;
export type ProcessSettings = Parsed<typeof processSettings>;
export type ListenSettings = Parsed<typeof listenSettings>;
export type BrokerSettings = Parsed<typeof brokerSettings>;
