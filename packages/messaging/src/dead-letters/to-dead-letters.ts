import { parseMessage } from '../rabbitmq/parse-message.ts';
import type { DeadLetter, RawLetter } from './dead-letter.ts';

export interface LetterMessage {
  readonly content: Buffer;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** Where a dead letter came from, and why: our own headers, else those that the broker adds. */
const originOf = (headers: LetterMessage['headers']) => {
  const subscription = headers['x-subscription'];
  if (typeof subscription === 'string') {
    return { subscription, reason: String(headers['x-reason'] ?? 'not given') };
  }
  const queue = headers['x-first-death-queue'];
  if (typeof queue !== 'string') return { subscription: 'unknown', reason: 'from nowhere known' };
  const cause = String(headers['x-first-death-reason'] ?? 'not given').replaceAll('_', ' ');
  // A partition's queue is named after its subscription and number.
  return { subscription: queue.replace(/\.\d+$/, ''), reason: `set aside by the broker: ${cause}` };
};

/**
 * Reads a message of the dead letter queue: events where it holds some, the rest as it came. What the broker
 * set aside may hold a whole batch.
 */
export const toDeadLetters = ({
  content,
  headers,
}: LetterMessage): readonly (DeadLetter | RawLetter)[] => {
  const origin = originOf(headers);
  const { events, malformed } = parseMessage(content);
  const isOwn = 'x-subscription' in headers;
  // One letter that this service sent is stored whole, with its own reason.
  if (isOwn && (malformed.length > 0 || events.length !== 1)) return [{ ...origin, body: content }];
  return [
    ...events.map((event) => ({ ...origin, event })),
    ...malformed.map(({ body, reason }) => ({ ...origin, body, reason })),
  ];
};
