import type { Channel } from 'amqplib';
import type { Subscription } from '../bus.ts';
import { type QueueBinding, queueBindings } from './routing.ts';

export const eventsExchange = 'questline.events';
export const deadLetterExchange = 'questline.dead-letters';
export const deadLetterQueue = 'questline.dead-letters';
/** Leads to a queue by its name, for what one subscription alone is to get again. */
export const replaysExchange = 'questline.replays';
export const broadcastExchange = 'questline.broadcast';
export const membersExchange = 'questline.members';

/** Deliveries that end without an answer, as when a message ends its consumer each time. */
const deliveryLimit = 20;

/** What a queue is made of. A queue declared otherwise before must be drained and deleted first. */
export type DeclaredSubscription = Pick<Subscription, 'name' | 'types' | 'partitions'>;

/** Everything that belongs to no subscription. Declaring is idempotent, so everybody does it. */
export const declareExchanges = async (channel: Channel): Promise<void> => {
  await channel.assertExchange(eventsExchange, 'topic', { durable: true });
  await channel.assertExchange(deadLetterExchange, 'fanout', { durable: true });
  await channel.assertExchange(replaysExchange, 'direct', { durable: true });
  await channel.assertExchange(broadcastExchange, 'direct', { durable: false });
  await channel.assertExchange(membersExchange, 'direct', { durable: false });
  await channel.assertQueue(deadLetterQueue, { arguments: { 'x-queue-type': 'quorum' } });
  await channel.bindQueue(deadLetterQueue, deadLetterExchange, '');
};

export const declareQueue = async (channel: Channel, binding: QueueBinding): Promise<void> => {
  await channel.assertQueue(binding.queue, {
    arguments: {
      'x-queue-type': 'quorum',
      // One consumer at a time, so that order holds while two instances both believe it is theirs.
      'x-single-active-consumer': true,
      'x-delivery-limit': deliveryLimit,
      'x-dead-letter-exchange': deadLetterExchange,
      // The broker's own dead letters are confirmed too; it demands this overflow behaviour for it.
      'x-dead-letter-strategy': 'at-least-once',
      'x-overflow': 'reject-publish',
    },
  });
  await channel.bindQueue(binding.queue, replaysExchange, binding.queue);
  for (const key of binding.keys) await channel.bindQueue(binding.queue, eventsExchange, key);
};

/** Publishers declare the queues too: an event sent before its reader first started is not lost. */
export const declareSubscription = async (
  channel: Channel,
  subscription: DeclaredSubscription,
  partitions: number,
): Promise<void> => {
  for (const binding of queueBindings(subscription, partitions)) {
    await declareQueue(channel, binding);
  }
};
