import { randomUUID } from 'node:crypto';
import { DependencyUnavailable } from '@questline/postgres/unavailable';
import type { Logger } from '@questline/telemetry/logger';
import { type ActiveSubscription, type Bus, noSuchSubscription } from '../bus.ts';
import { type DeliveryPolicy, defaultDeliveryPolicy } from '../deliver-batch.ts';
import { announceSubscription } from '../metrics.ts';
import { createBroadcaster } from './broadcaster.ts';
import { createBrokerConnection } from './broker-connection.ts';
import { collectDeadLetters, type DeadLetterStore } from './collect-dead-letters.ts';
import { createPublisher } from './publisher.ts';
import { partitionsMax, queueBindings } from './routing.ts';
import { startSubscriptionConsumer } from './subscription-consumer.ts';
import {
  broadcastExchange,
  type DeclaredSubscription,
  declareExchanges,
  declareSubscription,
} from './topology.ts';

export interface RabbitMqBusOptions {
  /** `amqp://` or `amqps://`; never logged. */
  readonly url: string;
  readonly logger: Logger;
  /** Names the connections, for whoever looks at the broker. */
  readonly instanceName: string;
  /**
   * Into how many parts users are split, and so the most partitions a subscription can have. The
   * same for everyone on a broker; to change it, drain and delete the partitioned queues first.
   */
  readonly partitions?: number;
  /** Subscriptions of other processes: their queues are declared before anything is published. */
  readonly subscriptions?: readonly DeclaredSubscription[];
  /** Messages, of at most 100 events each, that a queue sends ahead. */
  readonly prefetch?: number;
  readonly policy?: DeliveryPolicy;
  /**
   * How long a batch is held while a dependency is out. Below the broker's `consumer_timeout`, 30 minutes by
   * default: what is given back at that counts as one of the deliveries that a message may have.
   */
  readonly outageHoldMs?: number;
  /** How long `publish` waits for the broker before it rejects. */
  readonly publishLimitMs?: number;
  readonly heartbeatIntervalMs?: number;
  readonly memberExpiryMs?: number;
}

export interface RabbitMqBus extends Bus {
  /** Rejects with `DependencyUnavailable` while the broker is away, hangs or takes no messages. */
  ready(): Promise<void>;
  /** Moves what the broker holds as dead letters into a store, until it is stopped. */
  collectDeadLetters(store: DeadLetterStore): ActiveSubscription;
  /** Stops what is still subscribed, then says goodbye to the broker; bounded even if that hangs. */
  close(): Promise<void>;
}

const probeLimitMs = 2_000;

/**
 * The bus over RabbitMQ. It is there at once, whether or not the broker is, and finds it again after
 * every outage. Publishing has a connection of its own: a broker short of memory or disk stops
 * reading those that publish, and acknowledgements must still reach it.
 */
export const createRabbitMqBus = async (options: RabbitMqBusOptions): Promise<RabbitMqBus> => {
  const { url, logger, instanceName, partitions = 8, prefetch = 256 } = options;
  const { heartbeatIntervalMs = 1_000, memberExpiryMs = 3_000 } = options;
  const { outageHoldMs = 300_000 } = options;
  if (!Number.isInteger(partitions) || partitions < 1 || partitions > partitionsMax) {
    throw new RangeError(`partitions must be 1 to ${partitionsMax}`);
  }
  const declared = new Map((options.subscriptions ?? []).map((each) => [each.name, each]));
  const publishing = await createBrokerConnection({
    url,
    logger,
    name: `${instanceName} publishing`,
    setup: async (model) => {
      const channel = await model.createChannel();
      channel.on('error', (error) => logger.error({ err: error }, 'queues not declared'));
      await declareExchanges(channel);
      for (const subscription of declared.values()) {
        await declareSubscription(channel, subscription, partitions);
      }
      await channel.close();
    },
  });
  const consuming = await createBrokerConnection({
    url,
    logger,
    name: `${instanceName} consuming`,
  });
  const publisher = createPublisher({
    connection: publishing,
    logger,
    instanceName,
    partitions,
    publishLimitMs: options.publishLimitMs ?? 10_000,
  });
  const broadcaster = createBroadcaster({ connection: consuming, logger });
  const active = new Set<ActiveSubscription>();
  const closed = new AbortController();

  /** Declares now if the broker is there; if not, the next connect does. */
  const declareNow = async (subscription: DeclaredSubscription) => {
    declared.set(subscription.name, subscription);
    if (!publishing.isOpen()) return;
    const channel = await publishing.openChannel(closed.signal);
    // The refusal is told by the call that met it.
    channel.on('error', () => undefined);
    await declareSubscription(channel, subscription, partitions);
    await channel.close();
  };

  return {
    publish: async (events) => {
      if (closed.signal.aborted) throw new DependencyUnavailable('broker', 'closed');
      await publisher.publish(events);
    },
    replay: async (name, events) => {
      const subscription = declared.get(name);
      if (subscription) return publisher.publishReplays(subscription, events);
      const letters = events.map((event) => ({
        body: Buffer.from(JSON.stringify(event)),
        contentType: 'application/cloudevents+json',
        reason: noSuchSubscription,
      }));
      await publisher.publishDeadLetters(name, letters);
    },
    collectDeadLetters: (store) => {
      const collecting = collectDeadLetters({ connection: consuming, logger, store });
      active.add(collecting);
      return collecting;
    },
    subscribe: async (subscription) => {
      const bindings = queueBindings(subscription, partitions);
      await declareNow(subscription);
      announceSubscription(subscription.name);
      const consumer = startSubscriptionConsumer({
        connection: consuming,
        publisher,
        logger,
        policy: options.policy ?? defaultDeliveryPolicy,
        subscription,
        prefetch,
        outageHoldMs,
        bindings,
        self: `${instanceName} ${randomUUID()}`,
        heartbeatIntervalMs,
        memberExpiryMs,
      });
      active.add(consumer);
      return {
        stop: async () => {
          await consumer.stop();
          active.delete(consumer);
        },
      };
    },
    broadcast: async (channel, message) => publisher.hint(broadcastExchange, channel, message),
    listen: (channel, listener) => broadcaster.listen(channel, listener),
    ready: async () => {
      await consuming.opened(0);
      await publisher.probe(probeLimitMs);
    },
    close: async () => {
      if (closed.signal.aborted) return;
      closed.abort();
      await Promise.all([...active].map((consumer) => consumer.stop()));
      await broadcaster.stop();
      await publisher.stop();
      await Promise.all([publishing.close(), consuming.close()]);
    },
  };
};
