import { findRunningPostgres } from '@questline/embedded-postgres/find-running-postgres';
import type { Logger } from '@questline/telemetry/logger';
import { startDatabaseServer } from './database-server.ts';

/** The server that runs on a data directory, or one started for as long as the stack lasts. */
export const findServer = async (
  dataDir: string,
  logger: Logger,
  stack: AsyncDisposableStack,
): Promise<(database: string) => string> =>
  (await findRunningPostgres(dataDir)) ?? (await startDatabaseServer(dataDir, logger, stack)).url;
