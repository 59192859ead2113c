import type { QuestlineEvent } from '@questline/contracts/event';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numberedEvents, sampleEvent } from '../sample-event.ts';
import { messageBytesMax, messageEventsMax, packMessages } from './pack-messages.ts';
import { partitionOf, routingKeyOf } from './routing.ts';

const eventsOf = (messages: ReturnType<typeof packMessages>): QuestlineEvent[] =>
  messages.flatMap(({ body }) => JSON.parse(body.toString()) as QuestlineEvent[]);

describe('packing events into messages', () => {
  it('loses nothing, mixes no keys, and keeps the order of each user', () => {
    const event = fc.record({
      type: fc.constantFrom('Opened', 'Closed', 'Moved'),
      subject: fc.constantFrom('ada', 'bob', 'cy', 'dee', 'eve'),
    });
    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 300 }),
        fc.integer({ min: 1, max: 4 }),
        (facts, n) => {
          const events = facts.map(sampleEvent);
          const messages = packMessages(events, n);
          const packed = eventsOf(messages);
          expect(packed.length).toBe(events.length);
          for (const subject of new Set(events.map((each) => each.subject))) {
            const ofUser = (each: QuestlineEvent) => each.subject === subject;
            expect(packed.filter(ofUser)).toEqual(events.filter(ofUser));
          }
          for (const message of messages) {
            const keys = eventsOf([message]).map((each) =>
              routingKeyOf(each.type, partitionOf(each.subject, n)),
            );
            expect(new Set(keys)).toEqual(new Set([message.routingKey]));
            expect(message.events).toBe(keys.length);
            expect(message.events).toBeLessThanOrEqual(messageEventsMax);
          }
        },
      ),
    );
  });

  it('needs one message for many users, however their types alternate', () => {
    const events = Array.from({ length: 80 }, (_, n) =>
      sampleEvent({ type: n % 2 === 0 ? 'Opened' : 'Closed', subject: `user-${n}` }),
    );
    expect(packMessages(events, 1).map((message) => message.events)).toEqual([40, 40]);
  });

  it('starts another message at 100 events and before 256 KiB', () => {
    expect(packMessages(numberedEvents(250), 1).map(({ events }) => events)).toEqual([
      100, 100, 50,
    ]);
    const large = Array.from({ length: 40 }, () =>
      sampleEvent({ data: { text: 'ü'.repeat(8_000) } }),
    );
    const messages = packMessages(large, 1);
    expect(messages.map(({ events }) => events)).toEqual([16, 16, 8]);
    for (const { body } of messages) expect(body.length).toBeLessThanOrEqual(messageBytesMax);
  });
});
