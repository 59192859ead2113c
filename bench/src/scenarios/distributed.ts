import { userPartitions } from '@questline/contracts/subscriptions';
import { createRabbitMqBus } from '@questline/messaging/rabbitmq/rabbitmq-bus';
import { silent } from '../engine/engine-database.ts';
import { auditProduct } from '../product/audit.ts';
import {
  type CreditedLoad,
  eventsPerRequest,
  startCreditedLoad,
} from '../product/credited-load.ts';
import { startDistributedProduct } from '../product/distributed-product.ts';
import { atLeast, type Figure } from '../report/figure.ts';
import { median } from '../statistics/percentile.ts';
import { toLoadEvent } from '../workload/load-event.ts';
import { measureCreditedRounds } from './credited-rounds.ts';
import type { Scenario } from './scenario.ts';

const users = 5_000;
const rateGoal = 10_000;
const publishedPerRound = 20_000;
const rounds = 3;

/** Events published to the broker instead of posted, until the wallet has credited what they earn. */
const measurePublished = async (brokerUrl: string, load: CreditedLoad): Promise<number> => {
  const bus = await createRabbitMqBus({
    url: brokerUrl,
    logger: silent,
    instanceName: 'bench',
    partitions: userPartitions,
  });
  try {
    const events = load.take(publishedPerRound).map(({ user_id }) => toLoadEvent(user_id));
    const startedAt = performance.now();
    for (let from = 0; from < events.length; from += eventsPerRequest) {
      await bus.publish(events.slice(from, from + eventsPerRequest));
    }
    await load.settled();
    return (events.length * 1000) / (performance.now() - startedAt);
  } finally {
    await bus.close();
  }
};

/**
 * Every process of the distributed shape, one of each, on real PostgreSQL and RabbitMQ: events posted
 * straight to processing's HTTP process, and events published to the broker, until they are credited.
 */
export const runDistributed: Scenario = async () => {
  await using product = await startDistributedProduct();
  await using load = await startCreditedLoad(product, users);
  const { figures, rate } = await measureCreditedRounds(product, load);
  const published: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    published.push(await measurePublished(product.shape.brokerUrl, load));
  }
  await load.settled();
  await auditProduct(product);
  const loop: Figure = {
    name: 'published to credited',
    value: median(published),
    unit: 'events/s',
    note: `one consumer process, median of ${rounds}`,
  };
  const posted = figures.map((figure) =>
    figure.name !== 'posted to credited'
      ? figure
      : { ...figure, goal: atLeast(rate, rateGoal, '/s') },
  );
  return [...posted, loop];
};
