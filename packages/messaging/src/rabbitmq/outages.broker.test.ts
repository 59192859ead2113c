import { DependencyUnavailable } from '@questline/postgres/unavailable';
import { eventually } from '@questline/testkit/eventually';
import { type RabbitMqServer, startRabbitMq } from '@questline/testkit/rabbitmq/start-rabbitmq';
import { startTcpProxy, type TcpProxy } from '@questline/testkit/rabbitmq/tcp-proxy';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accepted, type BatchHandler, type Bus } from '../bus.ts';
import { numberedEvents } from '../sample-event.ts';
import { createTestBroker } from './test-bus.ts';

/** A broker that starts takes some 6 s, and several times that on a busy machine. */
const restartLimitMs = 50_000;

const record = () => {
  const numbers: number[] = [];
  const handle: BatchHandler = async (events) => {
    numbers.push(...events.map(({ data }) => Number(data.n)));
    return events.map(() => accepted);
  };
  return { numbers, handle };
};
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);
const firstSeen = (numbers: readonly number[]) => [...new Set(numbers)];
const subscription = { name: 'test.sub', types: '*', batchSizeMax: 20, partitions: 2 } as const;

describe('outages of RabbitMQ', () => {
  let server: RabbitMqServer;
  let proxy: TcpProxy;
  let broker: Awaited<ReturnType<typeof createTestBroker>>;
  let url: string;
  beforeAll(async () => {
    server = await startRabbitMq();
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    proxy = await startTcpProxy(server.port);
    broker = await createTestBroker(server);
    url = broker.vhost.url.replace(`:${server.port}`, `:${proxy.port}`);
  });
  afterEach(async () => {
    await broker[Symbol.asyncDispose]();
    await proxy[Symbol.asyncDispose]();
  });

  /** Sends in order and, as the relay does, each batch until the broker has it. */
  const publishAll = async (bus: Bus, count: number, between: (sent: number) => Promise<void>) => {
    const events = numberedEvents(count);
    for (let sent = 0; sent < count; sent += 10) {
      await eventually(() => bus.publish(events.slice(sent, sent + 10)), restartLimitMs);
      await between(sent + 10);
    }
  };

  it('starts before the broker is there, says so, and catches up', async () => {
    proxy.shut();
    const { numbers, handle } = record();
    const heard: unknown[] = [];
    const bus = await broker.start({ url, publishLimitMs: 100 });
    await bus.subscribe({ ...subscription, handle });
    await bus.listen('toasts', ({ id }) => heard.push(id));
    await bus.broadcast('toasts', { id: 0 });
    await expect(bus.ready()).rejects.toThrow(DependencyUnavailable);
    await expect(bus.publish(numberedEvents(1))).rejects.toThrow(DependencyUnavailable);
    proxy.open();
    await eventually(() => bus.ready());
    await bus.publish(numberedEvents(10));
    await eventually(() => expect(numbers).toEqual(upTo(10)));
    await eventually(async () => {
      await bus.broadcast('toasts', { id: 1 });
      expect(heard).toContain(1);
    });
  });

  it('survives cut connections with nothing lost and nothing out of order', async () => {
    const { numbers, handle } = record();
    const bus = await broker.start({ url });
    await bus.subscribe({ ...subscription, handle });
    await publishAll(bus, 400, async (sent) => {
      if (sent % 100 === 50) proxy.cut();
    });
    await eventually(() => expect(new Set(numbers).size).toBe(400));
    expect(firstSeen(numbers)).toEqual(upTo(400));
    expect(broker.letters).toEqual([]);
  });

  it('gives up on a broker that hangs, in bounded time, and on closing too', async () => {
    const bus = await broker.start({ url, publishLimitMs: 200 });
    await eventually(() => bus.ready());
    proxy.freeze();
    await expect(bus.publish(numberedEvents(1))).rejects.toThrow(DependencyUnavailable);
    await expect(bus.ready()).rejects.toThrow(DependencyUnavailable);
    await bus.close();
    await expect(bus.publish(numberedEvents(1))).rejects.toThrow(DependencyUnavailable);
  });

  it('holds back while the broker is short of memory, and still acknowledges', async () => {
    const entered = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const { numbers, handle } = record();
    const bus = await broker.start({ url, publishLimitMs: 300 });
    const consumer = await bus.subscribe({
      ...subscription,
      handle: async (events) => {
        entered.resolve();
        await release.promise;
        return handle(events);
      },
    });
    await bus.publish(numberedEvents(5));
    await entered.promise;
    await server.control('-q', 'set_vm_memory_high_watermark', 'absolute', '1MB');
    try {
      await eventually(() =>
        expect(bus.publish(numberedEvents(1))).rejects.toThrow(DependencyUnavailable),
      );
      await expect(bus.ready()).rejects.toThrow(DependencyUnavailable);
      release.resolve();
      await consumer.stop();
      expect(numbers).toEqual(upTo(5));
    } finally {
      await server.control('-q', 'set_vm_memory_high_watermark', 'absolute', '1GB');
    }
    await eventually(() => bus.ready());
    const again = record();
    await bus.subscribe({ ...subscription, handle: again.handle });
    const [, , , , , , , last] = numberedEvents(8);
    if (last) await eventually(() => bus.publish([last]));
    // Of the first five nothing comes again: they were acknowledged under the alarm.
    await eventually(() => expect(again.numbers).toContain(7));
    expect(again.numbers.filter((n) => n > 0 && n < 5)).toEqual([]);
  });

  it('loses nothing when the broker is killed mid-flow and started again', async () => {
    const { numbers, handle } = record();
    const sender = await broker.start({ subscriptions: [subscription], publishLimitMs: 2_000 });
    const receiver = await broker.start();
    await receiver.subscribe({ ...subscription, handle });
    let restarted: Promise<void> | undefined;
    await publishAll(sender, 600, async (sent) => {
      if (sent !== 300) return;
      await server.kill();
      restarted = server.restart();
    });
    await restarted;
    await eventually(() => expect(new Set(numbers).size).toBe(600), restartLimitMs);
    expect(firstSeen(numbers)).toEqual(upTo(600));
    expect(broker.letters).toEqual([]);
    await eventually(() => sender.ready());
    await eventually(() => receiver.ready());
  });
});
