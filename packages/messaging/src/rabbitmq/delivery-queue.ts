import type { QuestlineEvent } from '@questline/contracts/event';
import type { Malformed, ParsedMessage } from './parse-message.ts';

export interface TakenBatch<Message> {
  readonly events: readonly QuestlineEvent[];
  readonly malformed: readonly Malformed[];
  /** The newest message with nothing left in it: once the batch is done, all up to it are. */
  readonly finished: Message | undefined;
}

/** Messages that have come and are not yet handled, taken out in batches of events, in order. */
export interface DeliveryQueue<Message> {
  readonly size: number;
  push(message: Message): void;
  take(eventsMax: number): TakenBatch<Message>;
}

/** `parse` is called once for a message, when its turn comes. */
export const createDeliveryQueue = <Message>(
  parse: (message: Message) => ParsedMessage,
): DeliveryQueue<Message> => {
  let waiting: Message[] = [];
  let opened: { message: Message; rest: readonly QuestlineEvent[] } | undefined;

  return {
    get size() {
      return waiting.length + (opened ? 1 : 0);
    },
    push: (message) => {
      waiting.push(message);
    },
    take: (eventsMax) => {
      const events: QuestlineEvent[] = [];
      const malformed: Malformed[] = [];
      let finished: Message | undefined;
      let used = 0;
      while (events.length < eventsMax) {
        if (!opened) {
          const message = waiting[used];
          if (message === undefined) break;
          used += 1;
          const parsed = parse(message);
          malformed.push(...parsed.malformed);
          opened = { message, rest: parsed.events };
        }
        const room = eventsMax - events.length;
        events.push(...opened.rest.slice(0, room));
        const rest = opened.rest.slice(room);
        if (rest.length > 0) {
          opened = { message: opened.message, rest };
          break;
        }
        finished = opened.message;
        opened = undefined;
      }
      waiting = waiting.slice(used);
      return { events, malformed, finished };
    },
  };
};
