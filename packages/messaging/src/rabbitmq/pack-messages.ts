import type { QuestlineEvent } from '@questline/contracts/event';
import { partitionOf, routingKeyOf } from './routing.ts';

/** A hundred a message carries some nine times the events a second of one a message. */
export const messageEventsMax = 100;
export const messageBytesMax = 256 * 1024;

export interface PackedMessage {
  readonly routingKey: string;
  readonly events: number;
  readonly body: Buffer;
}

interface OpenMessage {
  readonly routingKey: string;
  readonly parts: string[];
  bytes: number;
}

/**
 * Packs events into few messages, each of one type and partition. One user's events keep their
 * order: an event joins an earlier message of its key only if nothing of its user was put behind it.
 */
export const packMessages = (
  events: readonly QuestlineEvent[],
  partitions: number,
): readonly PackedMessage[] => {
  const messages: OpenMessage[] = [];
  const openByKey = new Map<string, number>();
  const lastOfSubject = new Map<string, number>();
  for (const event of events) {
    const routingKey = routingKeyOf(event.type, partitionOf(event.subject, partitions));
    const text = JSON.stringify(event);
    const bytes = Buffer.byteLength(text) + 1;
    const place = openByKey.get(routingKey) ?? -1;
    const open = messages[place];
    const joins =
      open !== undefined &&
      open.parts.length < messageEventsMax &&
      open.bytes + bytes < messageBytesMax &&
      (lastOfSubject.get(event.subject) ?? -1) <= place;
    if (joins) {
      open.parts.push(text);
      open.bytes += bytes;
      lastOfSubject.set(event.subject, place);
      continue;
    }
    openByKey.set(routingKey, messages.length);
    lastOfSubject.set(event.subject, messages.length);
    messages.push({ routingKey, parts: [text], bytes: bytes + 1 });
  }
  return messages.map(({ routingKey, parts }) => ({
    routingKey,
    events: parts.length,
    body: Buffer.from(`[${parts.join(',')}]`),
  }));
};
