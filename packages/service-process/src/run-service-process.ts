import type { ServiceName } from '@questline/contracts/gateway';
import { runProcess } from '@questline/lifecycle/run-process';
import type { ProcessSettings } from '@questline/lifecycle/settings';
import { waitFor } from '@questline/lifecycle/wait-for';
import { createDatabase, type Database } from '@questline/postgres/database';
import { checkMigrated, type Migrations } from '@questline/postgres/migrate';
import { createLogger, type Logger } from '@questline/telemetry/logger';
import { startTelemetry } from '@questline/telemetry/start-telemetry';

/** Which service a process belongs to, and what it reads and stands on. */
export interface ServiceProcess<Settings extends ProcessSettings> {
  readonly service: ServiceName;
  /** What the process is called within its service, where that is not its role. */
  readonly process?: string;
  /** Throws a StartError that names every bad setting. */
  readonly readSettings: (environment: NodeJS.ProcessEnv) => Settings;
  readonly migrations: readonly Migrations[];
}

/** What a process has once its settings are read. */
export interface ProcessContext<Settings extends ProcessSettings> {
  readonly name: string;
  readonly settings: Settings;
  readonly logger: Logger;
  readonly database: Database;
  /** Closes what was opened, in reverse. */
  readonly stack: AsyncDisposableStack;
  /** Waits until the database is there and has this release's schema. */
  readonly migrated: () => Promise<void>;
}

/** What all processes do first: settings, log, telemetry, and a pool that connects when it is used. */
export const runServiceProcess = <Settings extends ProcessSettings>(
  { service, process: named, readSettings, migrations }: ServiceProcess<Settings>,
  role: 'http' | 'consumer' | 'relay' | 'migrate' | 'once',
  run: (context: ProcessContext<Settings>) => Promise<void>,
): Promise<void> => {
  const name = `${service}-${named ?? role}`;
  const logger = createLogger({ service: name, level: 'info' });
  return runProcess({
    logger,
    start: async (stack) => {
      const settings = readSettings(process.env);
      logger.level = settings.LOG_LEVEL;
      const metrics = role !== 'migrate' && role !== 'once';
      const telemetry = await startTelemetry({ service: name, settings, metrics, logger });
      stack.defer(() => telemetry.stop());
      const { DATABASE_URL: url, DATABASE_POOL_SIZE_MAX: poolSizeMax } = settings;
      const database = createDatabase({ url, applicationName: name, poolSizeMax, logger });
      stack.defer(() => database.close());
      const check = () => checkMigrated(database, migrations);
      const setting = 'DATABASE_URL';
      const migrated = () => waitFor({ dependency: 'database', setting, check, logger });
      await run({ name, settings, logger, database, stack, migrated });
    },
  });
};
