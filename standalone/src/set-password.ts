import { authMigrations, readNewPassword, setPassword } from '@questline/auth/auth';
import { parseConfig } from '@questline/lifecycle/config';
import { runProcess } from '@questline/lifecycle/run-process';
import { createDatabase } from '@questline/postgres/database';
import { ensureDatabase, migrate } from '@questline/postgres/migrate';
import { createLogger } from '@questline/telemetry/logger';
import { v7 as newId } from 'uuid';
import { z } from 'zod';
import { dataDirSetting } from './config.ts';
import { findServer } from './find-server.ts';

/** The environment `npm run set-password` reads: the database of auth, or a data directory. */
const setPasswordSettings = z.object({
  AUTH_DATABASE_URL: z.string().optional(),
  QUESTLINE_DATA_DIR: dataDirSetting,
  FIRST_SUPERUSER: z.string().trim().min(1).max(255).default('user'),
  NEW_PASSWORD: z.string().optional(),
});

const logger = createLogger({ service: 'set-password', level: 'warn' });
await runProcess({
  logger,
  start: async (stack) => {
    const settings = parseConfig(setPasswordSettings, process.env);
    const dataDir = settings.QUESTLINE_DATA_DIR;
    const findUrl = async () => (await findServer(dataDir, logger, stack))('auth');
    const url = settings.AUTH_DATABASE_URL ?? (await findUrl());
    await ensureDatabase(url);
    const applicationName = 'questline-set-password';
    const database = createDatabase({ url, applicationName, poolSizeMax: 2, logger });
    stack.defer(() => database.close());
    await migrate(database, authMigrations);
    const name = process.argv[2] ?? settings.FIRST_SUPERUSER;
    const password = await readNewPassword(settings.NEW_PASSWORD);
    // A process that is running reads what was revoked within a second; nobody has to be told here.
    const bus = { broadcast: async () => undefined };
    const { user_name } = await setPassword(
      { database, bus, logger, now: () => new Date(), newId },
      { name, password },
    );
    console.log(`The password of ${user_name} was set; all sessions have ended.`);
    await stack.disposeAsync();
    process.exit(0);
  },
});
