import type { QuestlineEvent } from '@questline/contracts/event';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleEvent } from '../sample-event.ts';
import { createDeliveryQueue } from './delivery-queue.ts';

interface Message {
  readonly tag: number;
  readonly events: readonly QuestlineEvent[];
}

describe('the delivery queue', () => {
  it('gives every event once, in order, and finishes a message with its last event', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(12), { maxLength: 20 }),
        fc.integer({ min: 1, max: 10 }),
        (sizes, eventsMax) => {
          const messages = sizes.map(
            (size, tag): Message => ({
              tag,
              events: Array.from({ length: size }, () => sampleEvent()),
            }),
          );
          const queue = createDeliveryQueue<Message>(({ events }) => ({ events, malformed: [] }));
          for (const message of messages) queue.push(message);
          const all = messages.flatMap(({ events }) => events);
          const taken: QuestlineEvent[] = [];
          let finished = -1;
          while (queue.size > 0) {
            const batch = queue.take(eventsMax);
            expect(batch.events.length).toBeLessThanOrEqual(eventsMax);
            taken.push(...batch.events);
            if (!batch.finished) continue;
            expect(batch.finished.tag).toBeGreaterThan(finished);
            finished = batch.finished.tag;
            // Nothing of it, or of one before it, is still to come.
            const due = messages.slice(0, finished + 1).flatMap(({ events }) => events).length;
            expect(taken.length).toBeGreaterThanOrEqual(due);
          }
          expect(taken).toEqual(all);
          expect(finished).toBe(messages.length - 1);
        },
      ),
    );
  });

  it('tells of malformed parts once, with the batch their message begins in', () => {
    const malformed = [{ body: Buffer.from('?'), reason: 'not JSON' }];
    const queue = createDeliveryQueue<Message>(({ events }) => ({ events, malformed }));
    queue.push({ tag: 1, events: [sampleEvent(), sampleEvent()] });
    expect(queue.take(1)).toMatchObject({ malformed, finished: undefined });
    expect(queue.take(1)).toMatchObject({ malformed: [], finished: { tag: 1 } });
    queue.push({ tag: 2, events: [] });
    expect(queue.take(1)).toMatchObject({ events: [], malformed, finished: { tag: 2 } });
  });
});
