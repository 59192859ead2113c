import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '@questline/embedded-postgres/start-postgres';
import { createInProcessBus } from '@questline/messaging/in-process/in-process-bus';
import { createDatabase, type Database } from '@questline/postgres/database';
import { ensureDatabase, migrate } from '@questline/postgres/migrate';
import {
  createProcessingSubscriptions,
  processingMigrations,
} from '@questline/processing/processing';
import { createLogger } from '@questline/telemetry/logger';
import { v7 as newId } from 'uuid';
import { createBareTables, runBareBatch } from './bare-transaction.ts';
import { median } from './median.ts';
import { benchQuest } from './quest.ts';
import { signInData, toSignIn } from './sign-in.ts';

const batchSize = 500;
const batchesPerWorker = 30;
const usersPerWorker = 20_000;
const workerCounts = [1, 2, 4];
const rounds = 3;

const logger = createLogger({ service: 'bench', level: 'silent' });

/** Runs `work` on every worker's users, batch after batch; events a second over all workers. */
const measure = async (
  workers: readonly (readonly string[])[],
  work: (userIds: readonly string[]) => Promise<unknown>,
) => {
  const startedAt = performance.now();
  await Promise.all(
    workers.map(async (users) => {
      for (let batch = 0; batch < batchesPerWorker; batch += 1) {
        const from = (batch * batchSize) % users.length;
        await work(users.slice(from, from + batchSize));
      }
    }),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  return (workers.length * batchesPerWorker * batchSize) / seconds;
};

const createHandler = (database: Database) => {
  const [advance] = createProcessingSubscriptions({
    database,
    bus: createInProcessBus({ logger, storeDeadLetter: async () => undefined }),
    logger,
    questSource: async () => [benchQuest],
    settings: {
      trustProxy: false,
      batchSizeMax: batchSize,
      partitions: 1,
      latenessMaxSeconds: 3_600,
      ingestLanes: 2,
      ingestQueueMax: 20_000,
      streamsPerUserMax: 1,
      heartbeatIntervalMs: 15_000,
      streamSweepIntervalMs: 3_000,
    },
    now: () => new Date(),
    newId,
  });
  if (advance?.name !== 'processing.events') throw new Error('the subscription is not there');
  return advance.handle;
};

/**
 * Events a second through processing's transaction (stored, counted, completed, granted, notified,
 * put into the outbox; fsync on), against the bare transaction in the same run.
 */
export const benchDelivery = async (): Promise<void> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'questline-bench-'));
  const postgres = await startPostgres({
    dataDir,
    settings: { shared_buffers: '256MB', max_wal_size: '4GB', max_locks_per_transaction: '256' },
  });
  const url = postgres.url('bench');
  await ensureDatabase(url);
  const database = createDatabase({ url, applicationName: 'bench', poolSizeMax: 8, logger });
  try {
    await migrate(database, processingMigrations);
    await createBareTables(database);
    const handle = createHandler(database);
    for (const count of workerCounts) {
      const ratios: number[] = [];
      const rates: number[] = [];
      const limits: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const workers = Array.from({ length: count }, () =>
          Array.from({ length: usersPerWorker }, () => newId()),
        );
        const limit = await measure(workers, (users) => runBareBatch(database, users, signInData));
        const rate = await measure(workers, (users) => handle(users.map(toSignIn)));
        limits.push(limit);
        rates.push(rate);
        ratios.push(rate / limit);
      }
      console.log(
        `processing, ${count} worker${count > 1 ? 's' : ''} of ${batchSize}  ` +
          `${median(rates).toFixed(0)} events/s, bare transaction ${median(limits).toFixed(0)}, ` +
          `ratio ${median(ratios).toFixed(2)} (medians of ${rounds})`,
      );
    }
  } finally {
    await database.close();
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
};
