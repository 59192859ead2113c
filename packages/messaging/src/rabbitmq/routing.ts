import { crc32 } from 'node:zlib';
import type { Subscription } from '../bus.ts';

/** AMQP's limit for a routing key, in bytes of UTF-8. */
const keyBytesMax = 255;
/** Room for `.` and a partition number up to 999. */
const typeBytesMax = keyBytesMax - 4;
export const partitionsMax = 1_000;

/** A hash that never changes, so that a user stays in one partition over restarts and releases. */
export const partitionOf = (subject: string, partitions: number): number =>
  crc32(subject) % partitions;

/** A long type is cut to fit; consumers compare the real one, so a shared stem does no harm. */
const cut = (type: string): string => {
  const bytes = Buffer.from(type);
  if (bytes.length <= typeBytesMax) return type;
  let end = typeBytesMax;
  // Not inside a character: continuation bytes are 10xxxxxx.
  while (((bytes[end] ?? 0) & 0b1100_0000) === 0b1000_0000) end -= 1;
  return bytes.toString('utf8', 0, end);
};

export const routingKeyOf = (type: string, partition: number): string =>
  `${cut(type)}.${partition}`;

/** The queue of a subscription that has a user's events; `partitions` are those of the bus. */
export const queueOf = (
  { name, partitions: queues = 1 }: Pick<Subscription, 'name' | 'partitions'>,
  subject: string,
  partitions: number,
): string => (queues === 1 ? name : `${name}.${partitionOf(subject, partitions) % queues}`);

/** What a subscription's queues are named and which keys lead to each. */
export interface QueueBinding {
  readonly queue: string;
  readonly keys: readonly string[];
}

/**
 * The queues of a subscription. Keys carry one of `partitions` numbers; a subscription with fewer
 * partitions takes several of them into each queue, so a user is in one queue of every subscription.
 */
export const queueBindings = (
  subscription: Pick<Subscription, 'name' | 'types' | 'partitions'>,
  partitions: number,
): readonly QueueBinding[] => {
  const { name, types } = subscription;
  const queues = subscription.partitions ?? 1;
  if (!Number.isInteger(queues) || queues < 1 || queues > partitions) {
    throw new RangeError(`${name} wants ${queues} partitions; the bus has 1 to ${partitions}`);
  }
  if (queues === 1) {
    const keys = types === '*' ? ['#'] : types.map((type) => `${cut(type)}.*`);
    return [{ queue: name, keys: [...new Set(keys)] }];
  }
  return Array.from({ length: queues }, (_, index) => {
    const numbers = Array.from({ length: partitions }, (_, number) => number).filter(
      (number) => number % queues === index,
    );
    const keys = numbers.flatMap((number) =>
      types === '*' ? [`#.${number}`] : types.map((type) => routingKeyOf(type, number)),
    );
    return { queue: `${name}.${index}`, keys: [...new Set(keys)] };
  });
};
