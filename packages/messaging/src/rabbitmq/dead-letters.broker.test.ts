import { DependencyUnavailable } from '@questline/postgres/unavailable';
import { eventually } from '@questline/testkit/eventually';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accepted, rejected } from '../bus.ts';
import { contractPolicy } from '../bus-contract.ts';
import type { DeadLetter, RawLetter } from '../dead-letters/dead-letter.ts';
import { numberedEvents, sampleEvent } from '../sample-event.ts';
import { createTestBroker } from './test-bus.ts';
import { deadLetterExchange, deadLetterQueue } from './topology.ts';

const shared = { name: 'test.shared', types: '*', partitions: 8 } as const;
const twin = { name: 'test.twin', types: '*' } as const;

describe('dead letters on RabbitMQ', () => {
  let broker: Awaited<ReturnType<typeof createTestBroker>>;
  beforeEach(async () => {
    broker = await createTestBroker(undefined, { takesLetters: false });
  });
  afterEach(() => broker[Symbol.asyncDispose]());

  const createStore = () => {
    const stored: (DeadLetter | RawLetter)[] = [];
    const state = { out: false };
    const check = async () => {
      if (state.out) throw new DependencyUnavailable('database');
    };
    const store = async (letter: DeadLetter | RawLetter) => {
      await check();
      stored.push(letter);
    };
    return { stored, state, store, check };
  };
  const waiting = async () => (await broker.channel.checkQueue(deadLetterQueue)).messageCount;

  it('are taken out of their queue once they are stored, and go back to their subscription', async () => {
    const events = numberedEvents(20).map((event, n) => ({ ...event, subject: `user-${n}` }));
    const seen: string[] = [];
    let isMended = false;
    const bus = await broker.start({ policy: contractPolicy, subscriptions: [shared, twin] });
    await bus.subscribe({
      ...shared,
      batchSizeMax: 10,
      handle: async (batch) => {
        seen.push(...batch.map(({ id }) => id));
        return batch.map(() => (isMended ? accepted : rejected('not yet')));
      },
    });
    const store = createStore();
    bus.collectDeadLetters(store);
    await bus.publish(events);
    await eventually(() => expect(store.stored.length).toBe(20));
    await eventually(async () => expect(await waiting()).toBe(0));
    expect(store.stored).toEqual(
      expect.arrayContaining(
        events.map((event) => ({ subscription: shared.name, event, reason: 'not yet' })),
      ),
    );
    isMended = true;
    seen.length = 0;
    const others = (await broker.channel.checkQueue(twin.name)).messageCount;
    await bus.replay(shared.name, events);
    await eventually(() => expect(seen.toSorted()).toEqual(events.map(({ id }) => id).toSorted()));
    expect((await broker.channel.checkQueue(twin.name)).messageCount).toBe(others);
  });

  it('wait in their queue while the store is out', async () => {
    const bus = await broker.start();
    const store = createStore();
    store.state.out = true;
    bus.collectDeadLetters(store);
    const event = sampleEvent();
    await eventually(() => bus.ready());
    broker.channel.publish(deadLetterExchange, '', Buffer.from(JSON.stringify(event)), {
      persistent: true,
      headers: { 'x-subscription': shared.name, 'x-reason': 'no' },
    });
    await broker.channel.waitForConfirms();
    await eventually(async () => expect(await waiting()).toBe(1));
    store.state.out = false;
    await eventually(() =>
      expect(store.stored).toEqual([{ subscription: shared.name, event, reason: 'no' }]),
    );
  });

  it('become dead letters again where their subscription is not known', async () => {
    const bus = await broker.start();
    const store = createStore();
    bus.collectDeadLetters(store);
    const event = sampleEvent();
    await eventually(() => bus.replay('test.gone', [event]));
    await eventually(() =>
      expect(store.stored).toEqual([
        { subscription: 'test.gone', event, reason: 'no such subscription' },
      ]),
    );
  });
});
