import { eventually } from '@questline/testkit/eventually';
import { startTcpProxy } from '@questline/testkit/rabbitmq/tcp-proxy';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ActiveSubscription, accepted, type Bus } from '../bus.ts';
import { sampleEvent } from '../sample-event.ts';
import { createTestBroker } from './test-bus.ts';

const shared = { name: 'test.shared', types: '*', partitions: 8 } as const;
const single = { name: 'test.single', types: '*' } as const;

describe('sharing partitions out', () => {
  let broker: Awaited<ReturnType<typeof createTestBroker>>;
  let publisher: Bus;
  /** User → the consumer that had its last event. */
  let lastBy: Map<string, string>;
  let seen: Map<string, number[]>;
  let round: number;
  beforeEach(async () => {
    broker = await createTestBroker();
    publisher = await broker.start({ subscriptions: [shared, single] });
    lastBy = new Map();
    seen = new Map();
    round = 0;
  });
  afterEach(() => broker[Symbol.asyncDispose]());

  const subscribe = (bus: Bus, consumer: string): Promise<ActiveSubscription> =>
    bus.subscribe({
      ...shared,
      batchSizeMax: 5,
      handle: async (events) => {
        for (const { subject, data } of events) {
          lastBy.set(subject, consumer);
          seen.set(subject, [...(seen.get(subject) ?? []), Number(data.n)]);
        }
        return events.map(() => accepted);
      },
    });
  const users = Array.from({ length: 64 }, (_, n) => `user-${n}`);
  /** One event of every user; resolves when all have come. */
  const sendRound = async () => {
    const n = round;
    round += 1;
    await publisher.publish(users.map((subject) => sampleEvent({ subject, data: { n } })));
    await eventually(() => {
      for (const user of users) expect(seen.get(user) ?? []).toContain(n);
    });
  };
  const eventuallyServedBy = (...consumers: string[]) =>
    eventually(async () => {
      await sendRound();
      expect([...new Set(lastBy.values())].sort()).toEqual(consumers);
    });
  const expectInOrder = () => {
    for (const user of users) {
      const first = [...new Set(seen.get(user))];
      expect(first).toEqual(Array.from({ length: round }, (_, n) => n));
    }
  };

  it('gives all to one, halves to two, and all back when one says goodbye', async () => {
    await subscribe(await broker.start(), 'first');
    await eventuallyServedBy('first');
    const second = await subscribe(await broker.start(), 'second');
    await eventuallyServedBy('first', 'second');
    await second.stop();
    lastBy.clear();
    await eventuallyServedBy('first');
    expectInOrder();
  });

  it('loses and disorders nothing while consumers come and go under load', async () => {
    await subscribe(await broker.start(), 'first');
    let coming = true;
    const load = (async () => {
      while (coming) await sendRound();
    })();
    const second = await subscribe(await broker.start(), 'second');
    await eventually(() => expect([...lastBy.values()]).toContain('second'));
    const third = await subscribe(await broker.start(), 'third');
    await eventually(() => expect([...lastBy.values()]).toContain('third'));
    await second.stop();
    await eventually(() => expect([...lastBy.values()]).not.toContain('second'));
    await third.stop();
    coming = false;
    await load;
    expectInOrder();
  });

  it('hands the partitions of a consumer that vanished to the others', async () => {
    const { port, hostname } = new URL(broker.vhost.url);
    await using proxy = await startTcpProxy(Number(port));
    const url = broker.vhost.url.replace(`${hostname}:${port}`, `127.0.0.1:${proxy.port}`);
    await subscribe(await broker.start(), 'first');
    await subscribe(await broker.start({ url }), 'second');
    await eventuallyServedBy('first', 'second');
    proxy.shut();
    lastBy.clear();
    await eventuallyServedBy('first');
    proxy.open();
    await eventuallyServedBy('first', 'second');
    expectInOrder();
  });

  it('a subscription of one queue stands by: the second consumer starts when the first stops', async () => {
    const take = async (consumer: string) =>
      (await broker.start()).subscribe({
        ...single,
        batchSizeMax: 100,
        handle: async (events) => {
          for (const { subject } of events) lastBy.set(subject, consumer);
          return events.map(() => accepted);
        },
      });
    const send = async () => {
      lastBy.clear();
      await publisher.publish(users.map((subject) => sampleEvent({ subject })));
      await eventually(() => expect(lastBy.size).toBe(users.length));
      return [...new Set(lastBy.values())];
    };
    const first = await take('first');
    expect(await send()).toEqual(['first']);
    await take('second');
    expect(await send()).toEqual(['first']);
    await first.stop();
    expect(await send()).toEqual(['second']);
  });
});
