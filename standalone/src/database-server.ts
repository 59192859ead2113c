import { lockDataDir } from '@questline/embedded-postgres/data-dir-lock';
import { type EmbeddedPostgres, startPostgres } from '@questline/embedded-postgres/start-postgres';
import { StartupError } from '@questline/embedded-postgres/startup-error';
import { StartError } from '@questline/lifecycle/config';
import type { Logger } from '@questline/telemetry/logger';

/**
 * Enough for everything in one process. A batch locks each of its users, and the lock table is sized
 * per connection.
 */
const serverSettings = { max_connections: '60', max_locks_per_transaction: '256' };

/** Locks the data directory and starts its server. Throws StartError with one line. */
export const startDatabaseServer = async (
  dataDir: string,
  logger: Logger,
  stack: AsyncDisposableStack,
): Promise<EmbeddedPostgres> => {
  try {
    const lock = await lockDataDir(dataDir);
    stack.defer(() => lock.release());
    const postgres = await startPostgres({ dataDir, settings: serverSettings });
    stack.defer(() => postgres.stop());
    void postgres.exited.then((reason) => {
      // Nothing works without it, and a new start recovers: whatever supervises this process restarts it.
      logger.fatal({ reason }, 'the database server ended');
      process.exit(1);
    });
    return postgres;
  } catch (error) {
    if (error instanceof StartupError) throw new StartError(error.message);
    throw error;
  }
};
