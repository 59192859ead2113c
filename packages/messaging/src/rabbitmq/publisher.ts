import type { QuestlineEvent } from '@questline/contracts/event';
import { DependencyUnavailable, isUnavailable } from '@questline/postgres/unavailable';
import type { Logger } from '@questline/telemetry/logger';
import { type ConfirmChannel, IllegalOperationError, type Options } from 'amqplib';
import type { BrokerConnection } from './broker-connection.ts';
import { keepChannel } from './keep-channel.ts';
import { packMessages } from './pack-messages.ts';
import { queueOf } from './routing.ts';
import { aborted, createChanges } from './signals.ts';
import {
  type DeclaredSubscription,
  deadLetterExchange,
  declareExchanges,
  eventsExchange,
  replaysExchange,
} from './topology.ts';

/** Messages on their way at once: enough to hide the broker's disk, few enough to hold in memory. */
const unconfirmedMax = 500;

export interface Letter {
  readonly body: Buffer;
  readonly contentType: string;
  readonly reason: string;
}

interface Message {
  readonly exchange: string;
  readonly routingKey: string;
  readonly body: Buffer;
  readonly options: Options.Publish;
}

export interface Publisher {
  publish(events: readonly QuestlineEvent[]): Promise<void>;
  publishDeadLetters(subscription: string, letters: readonly Letter[]): Promise<void>;
  /** To the queues of one subscription alone. */
  publishReplays(
    subscription: DeclaredSubscription,
    events: readonly QuestlineEvent[],
  ): Promise<void>;
  /** Best effort, unconfirmed: dropped when the broker does not take it now. */
  hint(exchange: string, routingKey: string, message: object): void;
  /** Rejects unless the broker answers within `limitMs`. */
  probe(limitMs: number): Promise<void>;
  stop(): Promise<void>;
}

const confirmed = (channel: ConfirmChannel, message: Message) =>
  new Promise<void>((resolve, reject) => {
    const { exchange, routingKey, body, options } = message;
    channel.publish(exchange, routingKey, body, options, (error) =>
      error ? reject(new DependencyUnavailable('broker', error)) : resolve(),
    );
  });

const within = async (work: Promise<unknown>, limitMs: number): Promise<void> => {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new DependencyUnavailable('broker', `no answer in ${limitMs} ms`)),
    limitMs,
  );
  try {
    await Promise.race([work, late]);
  } catch (error) {
    // The channel closed under us, which amqplib tells by a throw.
    if (error instanceof IllegalOperationError) throw new DependencyUnavailable('broker', error);
    throw error;
  } finally {
    clearTimeout(timer);
  }
};

export const createPublisher = (options: {
  connection: BrokerConnection;
  logger: Logger;
  instanceName: string;
  partitions: number;
  /** How long a publish may take in all; then it rejects. */
  publishLimitMs: number;
}): Publisher => {
  const { connection, logger, partitions, publishLimitMs } = options;
  const changes = createChanges();
  let current: ConfirmChannel | undefined;
  const kept = keepChannel({
    connection,
    logger,
    open: async (channel, ended) => {
      await declareExchanges(channel);
      return async () => {
        current = channel;
        changes.notify();
        await aborted(ended);
        current = undefined;
      };
    },
  });

  const openWithin = async (limitMs: number): Promise<ConfirmChannel> => {
    const startedMs = performance.now();
    await connection.opened(limitMs);
    await changes.until(() => current !== undefined, limitMs - (performance.now() - startedMs));
    if (!current) throw new DependencyUnavailable('broker', 'no channel');
    return current;
  };

  const send = async (messages: readonly Message[]) => {
    const deadlineMs = performance.now() + publishLimitMs;
    for (let start = 0; start < messages.length; start += unconfirmedMax) {
      const channel = await openWithin(Math.max(0, deadlineMs - performance.now()));
      const window = messages.slice(start, start + unconfirmedMax);
      const confirms = Promise.all(window.map((message) => confirmed(channel, message)));
      try {
        await within(confirms, Math.max(0, deadlineMs - performance.now()));
      } catch (error) {
        // What has no answer by now may never have one here; the next attempt has a new channel.
        channel.close().catch(() => undefined);
        throw error;
      }
    }
  };

  return {
    publish: (events) =>
      send(
        packMessages(events, partitions).map(({ routingKey, body }) => ({
          exchange: eventsExchange,
          routingKey,
          body,
          options: {
            persistent: true,
            contentType: 'application/cloudevents-batch+json',
            appId: options.instanceName,
          },
        })),
      ),
    publishReplays: (subscription, events) =>
      send(
        // Each on its own: one that fails again does not bring others to the delivery limit.
        events.map((event) => ({
          exchange: replaysExchange,
          routingKey: queueOf(subscription, event.subject, partitions),
          body: Buffer.from(JSON.stringify(event)),
          options: {
            persistent: true,
            contentType: 'application/cloudevents+json',
            appId: options.instanceName,
          },
        })),
      ),
    publishDeadLetters: (subscription, letters) =>
      send(
        letters.map(({ body, contentType, reason }) => ({
          exchange: deadLetterExchange,
          routingKey: subscription,
          body,
          options: {
            persistent: true,
            contentType,
            appId: options.instanceName,
            timestamp: Math.floor(Date.now() / 1_000),
            headers: { 'x-subscription': subscription, 'x-reason': reason },
          },
        })),
      ),
    hint: (exchange, routingKey, message) => {
      if (!current || !connection.isOpen()) return;
      try {
        const content = Buffer.from(JSON.stringify(message));
        current.publish(exchange, routingKey, content, { contentType: 'application/json' });
      } catch (error) {
        logger.debug({ err: error, exchange }, 'hint not sent');
      }
    },
    probe: async (limitMs) => {
      const channel = await openWithin(limitMs);
      try {
        await within(channel.checkExchange(eventsExchange), limitMs);
      } catch (error) {
        throw isUnavailable(error) ? error : new DependencyUnavailable('broker', error);
      }
    },
    stop: kept.stop,
  };
};
