import { userPartitions } from '@questline/contracts/subscriptions';
import { createRabbitMqBus } from '@questline/messaging/rabbitmq/rabbitmq-bus';
import type { Database } from '@questline/postgres/database';
import { silent } from '../engine/engine-database.ts';
import { createLimit } from '../limit/limit-on-server.ts';
import { auditProduct } from '../product/audit.ts';
import { selectDisorderCount } from '../product/counts.sql.ts';
import {
  type CreditedLoad,
  eventsPerRequest,
  startCreditedLoad,
} from '../product/credited-load.ts';
import {
  type DistributedProduct,
  startDistributedProduct,
} from '../product/distributed-product.ts';
import { waitUntil } from '../product/wait-until.ts';
import type { Figure } from '../report/figure.ts';
import { median } from '../statistics/percentile.ts';
import { toLoadEvent } from '../workload/load-event.ts';
import type { Scenario } from './scenario.ts';

const users = 2_000;
const consumersMax = 4;
const consumerCounts = [2, 4];
const rounds = 3;
const eventsPerRound = 16_000;
const limitLanes = 2;

type Bus = Awaited<ReturnType<typeof createRabbitMqBus>>;

/** Keeps the first `count` consumers up, and waits until these share the partitions out. */
const keepConsumers = async ({ shape }: DistributedProduct, count: number) => {
  const consumers = shape.processes.filter(
    ({ service, role }) => service === 'processing' && role === 'consumer',
  );
  for (const [index, consumer] of consumers.entries()) {
    if (index >= count) await consumer.stop();
    else if (!consumer.alive()) consumer.start();
  }
  await shape.ready(consumers.slice(0, count));
};

/** Publishes the next events, each with its number among its user's, and waits for all they earn. */
const measureRound = async (bus: Bus, load: CreditedLoad): Promise<number> => {
  const events = load.take(eventsPerRound).map(({ user_id, count }) => ({
    ...toLoadEvent(user_id),
    data: { n: count },
  }));
  const startedAt = performance.now();
  for (let from = 0; from < events.length; from += eventsPerRequest) {
    await bus.publish(events.slice(from, from + eventsPerRequest));
  }
  await load.settled();
  return (events.length * 1000) / (performance.now() - startedAt);
};

const expectOrder = async (processing: Database) => {
  const disorder = await selectDisorderCount(processing);
  if (disorder > 0) throw new Error(`${disorder} events came out of their user's order`);
};

/**
 * Events published to RabbitMQ with two and with four consumer processes, until they are credited:
 * exact totals, and every user's events in their order.
 */
export const runConsumers: Scenario = async () => {
  await using product = await startDistributedProduct({ processingConsumers: consumersMax });
  await using load = await startCreditedLoad(product, users);
  await using limit = await createLimit(product.urlOf('bench_limit'));
  const bus = await createRabbitMqBus({
    url: product.shape.brokerUrl,
    logger: silent,
    instanceName: 'bench',
    partitions: userPartitions,
  });
  const figures: Figure[] = [];
  try {
    for (const count of consumerCounts) {
      await keepConsumers(product, count);
      const measured: { rate: number; limit: number }[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const run = await limit.prepare(limitLanes, eventsPerRound);
        measured.push({ limit: await run(), rate: await measureRound(bus, load) });
      }
      figures.push({
        name: `published to credited, ${count} consumers`,
        value: median(measured.map(({ rate }) => rate)),
        unit: 'events/s',
        limit: {
          name: `batch transaction, ${limitLanes} connections`,
          value: median(measured.map((each) => each.limit)),
        },
        ratio: median(measured.map((each) => each.rate / each.limit)),
        note: `in order, exact totals; median of ${rounds}`,
      });
    }
    await expectOrder(load.processing);
    await waitUntil('an empty dead letter queue', async () => {
      const letters = await product.shape.deadLetters();
      return Array.isArray(letters) && letters.length === 0;
    });
    await auditProduct(product);
    return figures;
  } finally {
    await bus.close();
  }
};
