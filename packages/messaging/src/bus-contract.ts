import type { QuestlineEvent } from '@questline/contracts/event';
import { DependencyUnavailable } from '@questline/postgres/unavailable';
import { eventually } from '@questline/testkit/eventually';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accepted, type BatchHandler, type Bus, rejected, type Subscription } from './bus.ts';
import type { DeadLetter } from './dead-letters/dead-letter.ts';
import type { DeliveryPolicy } from './deliver-batch.ts';
import { numberedEvents, sampleEvent } from './sample-event.ts';

export interface BusUnderTest {
  readonly bus: Bus;
  /** Every dead letter so far, in any order. */
  deadLetters(): Promise<readonly DeadLetter[]>;
  close(): Promise<void>;
}

/** Quick, so that a test of retries takes milliseconds. */
export const contractPolicy: DeliveryPolicy = {
  attemptsMax: 3,
  retryDelayMs: 1,
  retryDelayMaxMs: 4,
};

/** A gate a handler can wait at: `open()` lets it through. */
const createGate = () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { passed: promise, open: resolve };
};

const idsOf = (events: readonly QuestlineEvent[]) => events.map(({ id }) => id);

/** Accepts all and remembers what it committed, in order. */
const createRecorder = () => {
  const batches: QuestlineEvent[][] = [];
  const handle: BatchHandler = async (events) => {
    batches.push([...events]);
    return events.map(() => accepted);
  };
  return { batches, handle, events: () => batches.flat() };
};

/** What every bus must do, whatever carries it. `createBus` gives an empty one. */
export const describeBusContract = (
  name: string,
  createBus: (policy: DeliveryPolicy) => Promise<BusUnderTest>,
): void => {
  describe(`${name}: the bus contract`, () => {
    let under: BusUnderTest;
    beforeEach(async () => {
      under = await createBus(contractPolicy);
    });
    afterEach(() => under.close());

    const subscribe = (subscription: Partial<Subscription> & Pick<Subscription, 'handle'>) =>
      under.bus.subscribe({ name: 'test.sub', types: '*', batchSizeMax: 10, ...subscription });
    /** As the relay does: an event is sent until the bus has taken it. */
    const publishUntilTaken = (events: readonly QuestlineEvent[]) =>
      eventually(() => under.bus.publish(events));
    const expectDelivered = (
      recorder: ReturnType<typeof createRecorder>,
      events: readonly QuestlineEvent[],
    ) =>
      eventually(() => expect(new Set(idsOf(recorder.events()))).toEqual(new Set(idsOf(events))));

    it('delivers an event as it was published', async () => {
      const recorder = createRecorder();
      await subscribe({ handle: recorder.handle });
      const event = {
        ...sampleEvent({ type: 'com.example.ünïcode', subject: 'Zoë 🦊', data: { a: [1, null] } }),
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      };
      await under.bus.publish([event]);
      await expectDelivered(recorder, [event]);
      expect(recorder.events()[0]).toEqual(event);
    });

    it('delivers to the subscriptions whose types match, each its own copy', async () => {
      const exact = createRecorder();
      const all = createRecorder();
      const except = createRecorder();
      const twin = createRecorder();
      await subscribe({ name: 'test.exact', types: ['Signed', 'a.b'], handle: exact.handle });
      await subscribe({ name: 'test.all', handle: all.handle });
      await subscribe({ name: 'test.except', exceptTypes: ['Signed'], handle: except.handle });
      await subscribe({ name: 'test.twin', handle: twin.handle });
      const types = ['Signed', 'SignedUp', 'a.b', 'a.b.c', 'a', 'never heard of', '#', 'a.*'];
      const events = types.map((type) => sampleEvent({ type }));
      const ofTypes = (wanted: (type: string) => boolean) =>
        events.filter(({ type }) => wanted(type));
      await under.bus.publish(events);
      await expectDelivered(all, events);
      await expectDelivered(twin, events);
      await expectDelivered(
        except,
        ofTypes((type) => type !== 'Signed'),
      );
      await expectDelivered(
        exact,
        ofTypes((type) => type === 'Signed' || type === 'a.b'),
      );
    });

    it('tells types apart that differ only after their first 255 bytes', async () => {
      const recorder = createRecorder();
      const stem = 'é'.repeat(254);
      await subscribe({ types: [`${stem}1`], handle: recorder.handle });
      const wanted = sampleEvent({ type: `${stem}1` });
      await under.bus.publish([sampleEvent({ type: `${stem}2` }), wanted]);
      await expectDelivered(recorder, [wanted]);
    });

    it('takes an empty batch, and events nobody waits for', async () => {
      await under.bus.publish([]);
      await under.bus.publish([sampleEvent()]);
    });

    it('hands over no more than batchSizeMax events at once', async () => {
      const recorder = createRecorder();
      await subscribe({ batchSizeMax: 7, handle: recorder.handle });
      const events = numberedEvents(250);
      await under.bus.publish(events);
      await expectDelivered(recorder, events);
      expect(Math.max(...recorder.batches.map((batch) => batch.length))).toBeLessThanOrEqual(7);
    });

    it('keeps the order of one user over types, batches and publishes', async () => {
      const recorder = createRecorder();
      await subscribe({ partitions: 4, handle: recorder.handle });
      const users = ['ada', 'bob', 'cy'];
      const sent = Array.from({ length: 240 }, (_, n) =>
        sampleEvent({
          type: ['Opened', 'Closed', 'Moved'][(n * n) % 3] as string,
          subject: users[n % 3] as string,
          data: { n },
        }),
      );
      for (let start = 0; start < sent.length; start += 80) {
        await under.bus.publish(sent.slice(start, start + 80));
      }
      await expectDelivered(recorder, sent);
      for (const user of users) {
        const ofUser = ({ subject }: QuestlineEvent) => subject === user;
        expect(idsOf(recorder.events().filter(ofUser))).toEqual(idsOf(sent.filter(ofUser)));
      }
    });

    it('tries a batch again when its handler throws, and loses nothing', async () => {
      const recorder = createRecorder();
      let throws = 2;
      await subscribe({
        handle: async (events) => {
          throws -= 1;
          if (throws >= 0) throw new Error('not yet');
          return recorder.handle(events);
        },
      });
      const events = numberedEvents(5);
      await under.bus.publish(events);
      await expectDelivered(recorder, events);
      expect(await under.deadLetters()).toEqual([]);
    });

    it('waits for a dependency that is out, beyond any number of attempts', async () => {
      const recorder = createRecorder();
      let refusals = contractPolicy.attemptsMax * 5;
      await subscribe({
        handle: async (events) => {
          refusals -= 1;
          if (refusals >= 0) throw new DependencyUnavailable('database');
          return recorder.handle(events);
        },
      });
      const events = numberedEvents(5);
      await under.bus.publish(events);
      await expectDelivered(recorder, events);
      expect(await under.deadLetters()).toEqual([]);
    });

    it('sets a poison event aside with its reason and delivers the others', async () => {
      const recorder = createRecorder();
      await subscribe({
        handle: async (events) => {
          if (events.some(({ data }) => data.n === 3)) throw new TypeError('cannot read 3');
          return recorder.handle(events);
        },
      });
      const events = numberedEvents(10);
      const later = sampleEvent({ data: { n: 'later' } });
      await under.bus.publish(events);
      await under.bus.publish([later]);
      await expectDelivered(recorder, [...events.filter(({ data }) => data.n !== 3), later]);
      const letters = await eventually(async () => {
        const found = await under.deadLetters();
        expect(found.length).toBeGreaterThan(0);
        return found;
      });
      expect(letters).toEqual([
        { subscription: 'test.sub', event: events[3], reason: 'TypeError: cannot read 3' },
      ]);
    });

    it('sets an event aside that its handler rejects, with the reason', async () => {
      const handled = createRecorder();
      await subscribe({
        handle: async (events) => {
          await handled.handle(events);
          return events.map(({ data }) => (data.n === 1 ? rejected('out of date') : accepted));
        },
      });
      const events = numberedEvents(3);
      await under.bus.publish(events);
      await eventually(async () =>
        expect(await under.deadLetters()).toEqual([
          { subscription: 'test.sub', event: events[1], reason: 'out of date' },
        ]),
      );
      expect(idsOf(handled.events())).toEqual(idsOf(events));
    });

    it('stop() waits for the batch in hand; what comes later waits for the next subscriber', async () => {
      const entered = createGate();
      const gate = createGate();
      const log: string[] = [];
      const first = await subscribe({
        batchSizeMax: 1,
        handle: async (events) => {
          entered.open();
          await gate.passed;
          log.push('committed');
          return events.map(() => accepted);
        },
      });
      const [inHand, ...rest] = numberedEvents(4);
      if (!inHand) throw new Error('no event');
      const before = publishUntilTaken([inHand]);
      await entered.passed;
      const stopping = first.stop().then(() => log.push('stopped'));
      gate.open();
      await stopping;
      expect(log).toEqual(['committed', 'stopped']);
      await before;

      const after = publishUntilTaken(rest);
      const recorder = createRecorder();
      await subscribe({ handle: recorder.handle });
      await after;
      await expectDelivered(recorder, rest);
    });

    it('stop() gives up on a batch that cannot go through, and keeps its events', async () => {
      const entered = createGate();
      const first = await subscribe({
        handle: async () => {
          entered.open();
          throw new DependencyUnavailable('database');
        },
      });
      const events = numberedEvents(3);
      const taken = publishUntilTaken(events);
      await entered.passed;
      await first.stop();
      const recorder = createRecorder();
      await subscribe({ handle: recorder.handle });
      await taken;
      await expectDelivered(recorder, events);
      expect(await under.deadLetters()).toEqual([]);
    });

    it('broadcasts to every listener of a channel, best effort', async () => {
      const heard: string[] = [];
      await under.bus.listen('toasts', () => {
        throw new Error('a listener of bad manners');
      });
      const first = await under.bus.listen('toasts', ({ id }) => heard.push(`first ${id}`));
      await under.bus.listen('toasts', ({ id }) => heard.push(`second ${id}`));
      await under.bus.listen('bans', ({ id }) => heard.push(`bans ${id}`));
      await under.bus.broadcast('nobody', { id: 0 });
      await under.bus.broadcast('toasts', { id: 1 });
      await eventually(() => expect(heard.toSorted()).toEqual(['first 1', 'second 1']));
      await first.stop();
      await under.bus.broadcast('toasts', { id: 2 });
      await eventually(() => expect(heard.toSorted()).toEqual(['first 1', 'second 1', 'second 2']));
    });
  });
};
