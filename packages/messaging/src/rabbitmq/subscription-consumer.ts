import type { ActiveSubscription } from '../bus.ts';
import { assignPartitions } from './assign-partitions.ts';
import type { KeptChannel } from './keep-channel.ts';
import { joinMembers, type MembershipOptions } from './membership.ts';
import { type QueueConsumerOptions, startQueueConsumer } from './queue-consumer.ts';
import type { QueueBinding } from './routing.ts';

export type SubscriptionConsumerOptions = QueueConsumerOptions &
  Pick<MembershipOptions, 'self' | 'heartbeatIntervalMs' | 'memberExpiryMs'> & {
    readonly bindings: readonly QueueBinding[];
  };

/**
 * Consumes a subscription's queues. With several they are shared out among the instances present:
 * all see the same members and so agree on the shares; while they do not yet, the broker lets only
 * one of them take from a queue.
 */
export const startSubscriptionConsumer = (
  options: SubscriptionConsumerOptions,
): ActiveSubscription => {
  const { bindings, subscription, self } = options;
  const [only] = bindings;
  if (bindings.length === 1 && only) return startQueueConsumer(options, only);

  const consumers = new Map<number, KeptChannel>();
  let stopping = false;
  /** Consumers that are being stopped: one must be gone before its queue is taken up again. */
  const ending = new Map<number, Promise<void>>();
  let wanted: readonly number[] = [];

  const end = (partition: number, consumer: KeptChannel) => {
    consumers.delete(partition);
    const ended = consumer.stop().then(() => {
      ending.delete(partition);
      takeUp();
    });
    ending.set(partition, ended);
  };
  const takeUp = () => {
    for (const partition of stopping ? [] : wanted) {
      const binding = bindings[partition];
      if (!binding || consumers.has(partition) || ending.has(partition)) continue;
      consumers.set(partition, startQueueConsumer(options, binding));
    }
  };
  const share = (members: readonly string[]) => {
    wanted = assignPartitions(members, bindings.length).get(self) ?? [];
    options.logger.info(
      { subscription: subscription.name, partitions: wanted },
      'partitions taken',
    );
    for (const [partition, consumer] of consumers) {
      if (!wanted.includes(partition)) end(partition, consumer);
    }
    takeUp();
  };
  const membership = joinMembers({ ...options, group: subscription.name, onChange: share });

  return {
    stop: async () => {
      stopping = true;
      // The others wait at the queues while the batches in hand are finished here.
      const left = membership.leave();
      for (const [partition, consumer] of consumers) end(partition, consumer);
      await Promise.all([left, ...ending.values()]);
    },
  };
};
