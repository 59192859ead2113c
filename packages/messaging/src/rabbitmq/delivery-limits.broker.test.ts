import { DependencyUnavailable } from '@questline/postgres/unavailable';
import { eventually } from '@questline/testkit/eventually';
import { type RabbitMqServer, startRabbitMq } from '@questline/testkit/rabbitmq/start-rabbitmq';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accepted, type BatchHandler } from '../bus.ts';
import { numberedEvents } from '../sample-event.ts';
import { createTestBroker } from './test-bus.ts';

const restartLimitMs = 50_000;
const consumerTimeoutMs = 200;
const checkIntervalMs = 50;
const policy = { attemptsMax: 3, retryDelayMs: 1, retryDelayMaxMs: 40 };
/** More messages of one user than a batch takes. */
const subscription = { name: 'test.sub', types: '*', batchSizeMax: 20, partitions: 2 } as const;
const events = numberedEvents(100);
const all = events.map(({ data }) => data.n);

const record = () => {
  const numbers: unknown[] = [];
  const handle: BatchHandler = async (batch) => {
    numbers.push(...batch.map(({ data }) => data.n));
    return batch.map(() => accepted);
  };
  return { numbers, handle, firstSeen: () => [...new Set(numbers)] };
};

describe('limits of RabbitMQ on deliveries', () => {
  let server: RabbitMqServer;
  let broker: Awaited<ReturnType<typeof createTestBroker>>;
  beforeAll(async () => {
    server = await startRabbitMq();
    // Of a running server: a file would need other names of the settings for other versions.
    const settings = {
      consumer_timeout: consumerTimeoutMs,
      channel_tick_interval: checkIntervalMs,
      quorum_tick_interval: checkIntervalMs,
    };
    const set = Object.entries(settings).map(
      ([name, value]) => `application:set_env(rabbit, ${name}, ${value})`,
    );
    await server.control('-q', 'eval', `${set.join(', ')}.`);
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    broker = await createTestBroker(server);
  });
  afterEach(() => broker[Symbol.asyncDispose]());

  const publish = async () => {
    const sender = await broker.start({ subscriptions: [subscription] });
    await eventually(() => sender.ready());
    for (let start = 0; start < events.length; start += 10) {
      await sender.publish(events.slice(start, start + 10));
    }
  };

  it('moves on past a handler that does not end, in the same process and in order', async () => {
    await publish();
    const release = Promise.withResolvers<void>();
    const { handle, firstSeen } = record();
    let stuck = 0;
    const bus = await broker.start({ policy });
    await bus.subscribe({
      ...subscription,
      handle: async (batch) => {
        stuck += 1;
        if (stuck === 1) await release.promise;
        return handle(batch);
      },
    });
    try {
      await eventually(() => expect(firstSeen()).toEqual(all));
    } finally {
      release.resolve();
    }
    expect(broker.letters).toEqual([]);
  });

  it('hands a partition on though every consumer was too late with it once', async () => {
    await publish();
    const release = Promise.withResolvers<void>();
    const { handle, firstSeen } = record();
    const late = new Set<string>();
    try {
      for (const name of ['first', 'second']) {
        const bus = await broker.start({ policy });
        await bus.subscribe({
          ...subscription,
          // One queue, at which the second stands by.
          partitions: 1,
          name: 'test.single',
          handle: async (batch) => {
            if (!late.has(name)) {
              late.add(name);
              await release.promise;
            }
            return handle(batch);
          },
        });
      }
      await publishToSingle();
      await eventually(() => expect(firstSeen()).toEqual(all));
    } finally {
      release.resolve();
    }
    expect(broker.letters).toEqual([]);
  });

  const publishToSingle = async () => {
    const sender = await broker.start();
    await eventually(() => sender.ready());
    for (let start = 0; start < events.length; start += 10) {
      await sender.publish(events.slice(start, start + 10));
    }
  };

  it('brings no event to the delivery limit, however long a dependency is out', async () => {
    await publish();
    const { handle, firstSeen } = record();
    let refusals = 200;
    const bus = await broker.start({ policy, outageHoldMs: 20 });
    await bus.subscribe({
      ...subscription,
      handle: async (batch) => {
        refusals -= 1;
        if (refusals >= 0) throw new DependencyUnavailable('database');
        return handle(batch);
      },
    });
    await eventually(() => expect(firstSeen()).toEqual(all));
    expect(broker.letters).toEqual([]);
  });

  it.each([
    ['killed', (node: RabbitMqServer) => node.restart()],
    ['stopped in order', (node: RabbitMqServer) => node.restartInOrder()],
  ])('keeps full queues while the broker is %s and started again', async (_, restart) => {
    await publish();
    await restart(server);
    const { numbers, handle } = record();
    const bus = await broker.start();
    await bus.subscribe({ ...subscription, handle });
    await eventually(() => expect(numbers).toEqual(all), restartLimitMs);
    expect(broker.letters).toEqual([]);
  });
});
