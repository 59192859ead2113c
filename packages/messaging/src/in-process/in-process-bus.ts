import type { QuestlineEvent } from '@questline/contracts/event';
import type { Logger } from '@questline/telemetry/logger';
import type { Broadcast, Bus, Subscription } from '../bus.ts';
import { matchesType, noSuchSubscription } from '../bus.ts';
import type { DeadLetter } from '../dead-letters/dead-letter.ts';
import {
  type DeliveryPolicy,
  DeliveryStopped,
  defaultDeliveryPolicy,
  deliverBatch,
} from '../deliver-batch.ts';
import { announceSubscription, deadLetters } from '../metrics.ts';

interface Lane {
  readonly subscription: Subscription;
  readonly stopped: AbortController;
  /** The deliveries so far: each waits for the one before, so that order holds over publishers. */
  tail: Promise<unknown>;
}

/**
 * The bus of a single process: `publish` resolves when every subscriber has committed or its
 * refusals are stored as dead letters. It keeps nothing itself; the outbox is what lasts. So a
 * subscription that was stopped makes `publish` reject until it is subscribed again: what it has
 * not seen stays with the publisher.
 */
export const createInProcessBus = (options: {
  logger: Logger;
  storeDeadLetter: (letter: DeadLetter) => Promise<void>;
  policy?: DeliveryPolicy;
}): Bus => {
  const policy = options.policy ?? defaultDeliveryPolicy;
  const lanes = new Set<Lane>();
  const listeners = new Map<string, Set<(message: Broadcast) => void>>();

  const deliver = async ({ subscription, stopped }: Lane, events: readonly QuestlineEvent[]) => {
    for (let start = 0; start < events.length; start += subscription.batchSizeMax) {
      if (stopped.signal.aborted) throw new DeliveryStopped();
      const batch = events.slice(start, start + subscription.batchSizeMax);
      const verdicts = await deliverBatch({
        subscription,
        events: batch,
        policy,
        logger: options.logger.child({ subscription: subscription.name }),
        signal: stopped.signal,
      });
      for (const [index, event] of batch.entries()) {
        const verdict = verdicts[index];
        if (verdict?.kind !== 'rejected') continue;
        const { reason } = verdict;
        await options.storeDeadLetter({ subscription: subscription.name, event, reason });
        deadLetters.add(1, { subscription: subscription.name });
      }
    }
  };

  const enqueue = (lane: Lane, events: readonly QuestlineEvent[]) => {
    const delivery = lane.tail.then(() => deliver(lane, events));
    lane.tail = delivery.catch(() => undefined);
    return delivery;
  };

  return {
    publish: async (events) => {
      const deliveries = [...lanes].map((lane) =>
        enqueue(
          lane,
          events.filter(({ type }) => matchesType(lane.subscription, type)),
        ),
      );
      const results = await Promise.allSettled(deliveries);
      const failed = results.find((result) => result.status === 'rejected');
      if (failed) throw failed.reason;
    },
    replay: async (subscription, events) => {
      const lane = [...lanes].find((each) => each.subscription.name === subscription);
      if (lane) return enqueue(lane, events);
      for (const event of events) {
        await options.storeDeadLetter({ subscription, event, reason: noSuchSubscription });
      }
    },
    subscribe: async (subscription) => {
      const successor: Lane = {
        subscription,
        stopped: new AbortController(),
        tail: Promise.resolve(),
      };
      for (const lane of lanes) {
        const ended = lane.stopped.signal.aborted;
        if (ended && lane.subscription.name === subscription.name) lanes.delete(lane);
      }
      lanes.add(successor);
      announceSubscription(subscription.name);
      return {
        stop: async () => {
          successor.stopped.abort();
          await successor.tail;
        },
      };
    },
    broadcast: async (channel, message) => {
      for (const listener of listeners.get(channel) ?? []) {
        try {
          listener(message);
        } catch (error) {
          // A hint is best effort: one listener's fault is neither the sender's nor the others'.
          options.logger.warn({ err: error, channel }, 'broadcast listener failed');
        }
      }
    },
    listen: async (channel, listener) => {
      const heard = listeners.get(channel) ?? new Set();
      listeners.set(channel, heard.add(listener));
      return {
        stop: async () => {
          heard.delete(listener);
        },
      };
    },
  };
};
