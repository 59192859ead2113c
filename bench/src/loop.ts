import { userPartitions } from '@questline/contracts/subscriptions';
import { startDistributed } from '@questline/e2e/start-distributed';
import { createRabbitMqBus } from '@questline/messaging/rabbitmq/rabbitmq-bus';
import { createDatabase, type Database } from '@questline/postgres/database';
import { ensureDatabase } from '@questline/postgres/migrate';
import { createLogger } from '@questline/telemetry/logger';
import { v7 as newId } from 'uuid';
import { createBareTables, runBareBatch } from './bare-transaction.ts';
import { signInData, toSignIn } from './sign-in.ts';

const users = 4_000;
const eventsPerUser = 9;
const publishBatch = 500;
const completionsPerUser = 2;
const pollIntervalMs = 100;
const limitMs = 300_000;
const bareWorkers = 2;
const bareBatches = 30;

const logger = createLogger({ service: 'bench', level: 'silent' });

const open = (url: string) =>
  createDatabase({ url, applicationName: 'bench', poolSizeMax: 4, logger });

const count = async (database: Database, table: string) => {
  const { rows } = await database.query<{ count: number }>({
    text: `select count(*) as count from ${table}`,
  });
  return rows[0]?.count ?? 0;
};

const waitUntil = async (check: () => Promise<boolean>) => {
  const deadline = performance.now() + limitMs;
  while (!(await check())) {
    if (performance.now() > deadline) throw new Error('the loop did not end in time');
    await new Promise((resolve) => setTimeout(resolve, pollIntervalMs));
  }
};

/** The least this machine can do with the same events: the bare transaction, broker left out. */
const measureBare = async (url: string, userIds: readonly string[]) => {
  await ensureDatabase(url);
  const database = open(url);
  await createBareTables(database);
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: bareWorkers }, async (_, worker) => {
      const mine = userIds.filter((_user, index) => index % bareWorkers === worker);
      for (let batch = 0; batch < bareBatches; batch += 1) {
        const from = (batch * publishBatch) % mine.length;
        await runBareBatch(database, mine.slice(from, from + publishBatch), signInData);
      }
    }),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  await database.close();
  return (bareWorkers * bareBatches * publishBatch) / seconds;
};

/**
 * The whole loop on real PostgreSQL and RabbitMQ, every process on this machine: sign-ins published to
 * the broker, counted, completed, granted, and credited to the wallet. Against the bare transaction.
 */
export const benchLoop = async (): Promise<void> => {
  await using distributed = await startDistributed({ replicas: 1, env: { LOG_LEVEL: 'warn' } });
  await distributed.ready();
  const bus = await createRabbitMqBus({
    url: distributed.brokerUrl,
    logger,
    instanceName: 'bench',
    partitions: userPartitions,
  });
  const processing = open(distributed.databaseUrls.processing);
  const auth = open(distributed.databaseUrls.auth);
  try {
    const userIds = Array.from({ length: users }, () => newId());
    // A first event of somebody else, so that what is measured begins with everything connected.
    await bus.publish([toSignIn(newId())]);
    await waitUntil(async () => (await count(processing, 'events')) > 0);

    const startedAt = performance.now();
    for (let round = 0; round < eventsPerUser; round += 1) {
      const events = userIds.map(toSignIn);
      for (let from = 0; from < events.length; from += publishBatch) {
        await bus.publish(events.slice(from, from + publishBatch));
      }
    }
    const published = performance.now();
    await waitUntil(
      async () => (await count(auth, 'ledger_transactions')) === users * completionsPerUser,
    );
    const stored = users * (eventsPerUser + completionsPerUser) + 1;
    await waitUntil(async () => (await count(processing, 'events')) === stored);
    const seconds = (performance.now() - startedAt) / 1000;
    const rate = (users * eventsPerUser) / seconds;
    const bare = await measureBare(
      distributed.databaseUrls.processing.replace(/processing$/, 'bench'),
      userIds,
    );
    console.log(
      `loop, broker to wallet    ${rate.toFixed(0)} events/s ` +
        `(published in ${((published - startedAt) / 1000).toFixed(1)} s, credited in ${seconds.toFixed(1)} s), ` +
        `bare transaction ${bare.toFixed(0)}, ratio ${(rate / bare).toFixed(2)}`,
    );
  } finally {
    await bus.close();
    await processing.close();
    await auth.close();
  }
};
