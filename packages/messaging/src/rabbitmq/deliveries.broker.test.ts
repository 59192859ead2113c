import { eventually } from '@questline/testkit/eventually';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accepted, type BatchHandler } from '../bus.ts';
import { contractPolicy } from '../bus-contract.ts';
import { numberedEvents, sampleEvent } from '../sample-event.ts';
import { partitionOf, routingKeyOf } from './routing.ts';
import { createTestBroker } from './test-bus.ts';
import { eventsExchange } from './topology.ts';

describe('what comes over RabbitMQ', () => {
  let broker: Awaited<ReturnType<typeof createTestBroker>>;
  beforeEach(async () => {
    broker = await createTestBroker();
  });
  afterEach(() => broker[Symbol.asyncDispose]());

  const record = () => {
    const numbers: unknown[] = [];
    const handle: BatchHandler = async (events) => {
      numbers.push(...events.map(({ data }) => data.n));
      return events.map(() => accepted);
    };
    return { numbers, handle };
  };
  const sendRaw = async (body: string | Buffer, type = 'SampleHappened') => {
    const key = routingKeyOf(type, 0);
    broker.channel.publish(eventsExchange, key, Buffer.from(body), { persistent: true });
    await broker.channel.waitForConfirms();
  };

  it('puts a malformed message among the dead letters as it came, and lives on', async () => {
    const bus = await broker.start();
    const { numbers, handle } = record();
    await bus.subscribe({ name: 'test.sub', types: '*', batchSizeMax: 10, handle });
    await eventually(() => bus.ready());
    const good = sampleEvent({ data: { n: 'good' } });
    const wrong = { ...sampleEvent(), time: 'yesterday' };
    await sendRaw('{"half":');
    await sendRaw(Buffer.from([0, 255, 1]));
    await sendRaw('"text"');
    await sendRaw(JSON.stringify([wrong, good]));
    await sendRaw('[]');
    const [last] = numberedEvents(1);
    if (last) await bus.publish([last]);
    await eventually(() => expect(numbers).toEqual(['good', 0]));
    await eventually(() => expect(broker.letters.length).toBe(4));
    expect(broker.letters.map(({ body }) => body)).toEqual([
      '{"half":',
      Buffer.from([0, 255, 1]).toString(),
      '"text"',
      JSON.stringify(wrong),
    ]);
    expect(broker.letters.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('not JSON'),
      expect.stringContaining('not JSON'),
      expect.stringContaining('not an event'),
      expect.stringContaining('not an event: time'),
    ]);
    expect(new Set(broker.letters.map(({ subscription }) => subscription))).toEqual(
      new Set(['test.sub']),
    );
  });

  it('passes duplicates on: telling them apart is the consumer’s, by the event’s identity', async () => {
    const bus = await broker.start();
    const { numbers, handle } = record();
    await bus.subscribe({ name: 'test.sub', types: '*', batchSizeMax: 2, handle });
    const events = numberedEvents(3);
    await bus.publish([...events, ...events]);
    await bus.publish(events);
    await eventually(() => expect(numbers).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2]));
  });

  it('delivers again what was not acknowledged when its consumer stopped', async () => {
    const bus = await broker.start({ policy: contractPolicy });
    const first = record();
    const { promise: stuck, resolve: reach } = Promise.withResolvers<void>();
    const subscription = await bus.subscribe({
      name: 'test.sub',
      types: '*',
      batchSizeMax: 30,
      handle: async (events) => {
        if (first.numbers.length > 0) {
          reach();
          throw new Error('gone with the second batch');
        }
        return first.handle(events);
      },
    });
    // One message; its second batch fails, so none of it may be acknowledged.
    await bus.publish(numberedEvents(60));
    await stuck;
    await subscription.stop();
    const second = record();
    await bus.subscribe({ name: 'test.sub', types: '*', batchSizeMax: 30, handle: second.handle });
    const all = Array.from({ length: 60 }, (_, n) => n);
    await eventually(() => expect(second.numbers).toEqual(all));
    expect(first.numbers).toEqual(all.slice(0, 30));
  });

  it('keeps what is published before its subscriber first started, if it knows of it', async () => {
    const known = { name: 'test.later', types: ['Wanted'], partitions: 4 };
    const publisher = await broker.start({ subscriptions: [known] });
    const events = numberedEvents(20, { type: 'Wanted' });
    await publisher.publish(events);
    const { numbers, handle } = record();
    const consumer = await broker.start();
    await consumer.subscribe({ ...known, batchSizeMax: 10, handle });
    await eventually(() => expect(numbers).toEqual(events.map(({ data }) => data.n)));
  });

  it('refuses to subscribe to a queue that was declared otherwise', async () => {
    await broker.channel.assertQueue('test.sub', { durable: true });
    const bus = await broker.start();
    await eventually(() => bus.ready());
    const { handle } = record();
    const subscribing = bus.subscribe({ name: 'test.sub', types: '*', batchSizeMax: 1, handle });
    await expect(subscribing).rejects.toThrow('PRECONDITION_FAILED');
  });

  it('goes on when an operator deletes the queue under it', async () => {
    const bus = await broker.start();
    const { numbers, handle } = record();
    await bus.subscribe({ name: 'test.sub', types: '*', batchSizeMax: 10, handle });
    const [first, second] = numberedEvents(2);
    if (!first || !second) throw new Error('no events');
    await bus.publish([first]);
    await eventually(() => expect(numbers).toEqual([0]));
    await broker.channel.deleteQueue('test.sub');
    await eventually(async () => {
      await bus.publish([second]);
      expect(numbers).toContain(1);
    });
  });

  it('the broker itself sets aside what is given back time and again', async () => {
    const subscriptions = [{ name: 'test.sub', types: '*' }] as const;
    const bus = await broker.start({ subscriptions });
    const event = sampleEvent();
    await bus.publish([event]);
    // As consumers that end with the message would, only quicker; RabbitMQ 4.3 counts no `nack`.
    await broker.channel.consume('test.sub', (message) => {
      if (message) broker.channel.reject(message, true);
    });
    await eventually(() =>
      expect(broker.letters.map(({ body }) => body)).toEqual([JSON.stringify([event])]),
    );
  });

  it('hot users of many publishers keep their order, with no deadlock', async () => {
    const shared = { name: 'test.shared', types: '*', partitions: 8 } as const;
    const users = ['ada', 'bob', 'cy'];
    const seen = new Map<string, string[]>();
    const consumers = await Promise.all([broker.start(), broker.start()]);
    for (const bus of consumers) {
      await bus.subscribe({
        ...shared,
        batchSizeMax: 20,
        handle: async (events) => {
          for (const { subject, data } of events) {
            seen.set(subject, [...(seen.get(subject) ?? []), String(data.n)]);
          }
          return events.map(() => accepted);
        },
      });
    }
    // Each publisher has its own sequence of each user; types alternate within it.
    const publishers = await Promise.all(
      Array.from({ length: 4 }, () => broker.start({ subscriptions: [shared] })),
    );
    const rounds = 30;
    await Promise.all(
      publishers.map(async (bus, index) => {
        for (let round = 0; round < rounds; round += 1) {
          await bus.publish(
            users.flatMap((subject) =>
              ['Opened', 'Closed'].map((type, step) =>
                sampleEvent({ type, subject, data: { n: `${index}:${round * 2 + step}` } }),
              ),
            ),
          );
        }
      }),
    );
    const total = publishers.length * rounds * 2;
    await eventually(() => {
      for (const user of users) {
        expect(new Set(seen.get(user)).size).toBe(total);
      }
    });
    for (const user of users) {
      for (let index = 0; index < publishers.length; index += 1) {
        // The first time each was seen: a handover may deliver some again.
        const own = [...new Set(seen.get(user))].filter((each) => each.startsWith(`${index}:`));
        expect(own).toEqual(Array.from({ length: rounds * 2 }, (_, n) => `${index}:${n}`));
      }
    }
    expect(new Set(users.map((user) => partitionOf(user, 8))).size).toBeGreaterThan(1);
  });
});
