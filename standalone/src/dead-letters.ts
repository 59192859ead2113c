import { createInterface } from 'node:readline/promises';
import { parseConfig, StartError } from '@questline/lifecycle/config';
import { runProcess } from '@questline/lifecycle/run-process';
import { createDatabase, type Database } from '@questline/postgres/database';
import { checkMigrated } from '@questline/postgres/migrate';
import { createLogger } from '@questline/telemetry/logger';
import { z } from 'zod';
import { dataDirSetting } from './config.ts';
import { databaseMigrations } from './databases.ts';
import {
  type Command,
  readCommand,
  type Service,
  services,
  usage,
} from './dead-letters/read-command.ts';
import { runCommand } from './dead-letters/run-command.ts';
import { findServer } from './find-server.ts';

/** The environment `npm run dead-letters` reads: the addresses of databases, else a data directory. */
const deadLetterSettings = z.object({
  AUTH_DATABASE_URL: z.string().optional(),
  CATALOG_DATABASE_URL: z.string().optional(),
  PROCESSING_DATABASE_URL: z.string().optional(),
  QUESTLINE_DATA_DIR: dataDirSetting,
});

type Settings = z.infer<typeof deadLetterSettings>;

const usageExitCode = 2;

const logger = createLogger({ service: 'dead-letters', level: 'warn' });

const readArguments = (): Command => {
  try {
    return readCommand(process.argv.slice(2));
  } catch (error) {
    console.error(`dead-letters: ${(error as Error).message}\n\n${usage}`);
    process.exit(usageExitCode);
  }
};

const addressesOf = async (settings: Settings, stack: AsyncDisposableStack) => {
  const given: Record<Service, string | undefined> = {
    auth: settings.AUTH_DATABASE_URL,
    catalog: settings.CATALOG_DATABASE_URL,
    processing: settings.PROCESSING_DATABASE_URL,
  };
  if (Object.values(given).some((url) => url !== undefined)) return given;
  const urlOf = await findServer(settings.QUESTLINE_DATA_DIR, logger, stack);
  return { auth: urlOf('auth'), catalog: urlOf('catalog'), processing: urlOf('processing') };
};

const open = async (name: Service, url: string, stack: AsyncDisposableStack) => {
  const applicationName = 'questline-dead-letters';
  const database = createDatabase({
    url,
    applicationName,
    poolSizeMax: 2,
    reading: 'whole-tables',
    logger,
  });
  stack.defer(() => database.close());
  try {
    await checkMigrated(database, databaseMigrations[name]);
  } catch (error) {
    throw new StartError(`the database ${name} is not there yet, or of another release`, {
      cause: error,
    });
  }
  return database;
};

const confirm = async (question: string): Promise<boolean> => {
  if (!process.stdin.isTTY) return false;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await lines.question(question)).trim());
  } finally {
    lines.close();
  }
};

const command = readArguments();
await runProcess({
  logger,
  start: async (stack) => {
    const addresses = await addressesOf(parseConfig(deadLetterSettings, process.env), stack);
    const databases: Partial<Record<Service, Database>> = {};
    for (const name of services) {
      const url = addresses[name];
      if (url !== undefined) databases[name] = await open(name, url, stack);
    }
    const code = await runCommand(command, {
      databases,
      confirm,
      print: (line) => console.log(line),
    });
    await stack.disposeAsync();
    process.exit(code);
  },
});
