import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { authSettings } from '@questline/auth/config';
import {
  connectionSettings,
  gatewaySettings,
  portSetting,
  telemetrySettings,
} from '@questline/lifecycle/settings';
import { processingSettings } from '@questline/processing/config';
import { logLevels } from '@questline/telemetry/logger';
import { z } from 'zod';

export const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

/** Everything that lasts: the database files and the lock. Relative to the project's folder. */
export const dataDirSetting = z
  .string()
  .default('.questline')
  .transform((directory) => resolve(projectRoot, directory));

/** The environment `npm start` reads. */
export const standaloneSettings = z.object({
  /** Where the web app and the API listen. */
  PORT: portSetting.default(5173),
  HOST: z.string().default('127.0.0.1'),
  QUESTLINE_DATA_DIR: dataDirSetting,
  /** Made at the first start; later starts leave the account as it is. */
  FIRST_SUPERUSER: z.string().trim().min(1).max(255).default('user'),
  FIRST_SUPERUSER_PASSWORD: z.string().min(8).max(128).default('password'),
  LOG_LEVEL: z.enum(logLevels).default('info'),
  NODE_ENV: z.string().optional(),
  /** Where `/metrics` is answered, apart from what the world may reach; unset, nothing is counted. */
  METRICS_PORT: portSetting.optional(),
  /** The interface of METRICS_PORT; this machine alone, unless another is named. */
  METRICS_HOST: z.string().min(1).default('127.0.0.1'),
  ...connectionSettings,
  ...gatewaySettings,
  ...telemetrySettings,
  ...authSettings.shape,
  ...processingSettings.shape,
});

export type StandaloneSettings = z.infer<typeof standaloneSettings>;
