import type { QuestlineEvent } from '@questline/contracts/event';
import { isUnavailable } from '@questline/postgres/unavailable';
import type { Logger } from '@questline/telemetry/logger';
import type { ConfirmChannel, ConsumeMessage } from 'amqplib';
import { matchesType, type Subscription, type Verdict } from '../bus.ts';
import { type DeliveryPolicy, DeliveryStopped, deliverBatch } from '../deliver-batch.ts';
import { deadLetters } from '../metrics.ts';
import { pause } from '../pause.ts';
import { awaitDependency } from './await-dependency.ts';
import type { BrokerConnection } from './broker-connection.ts';
import { createDeliveryQueue } from './delivery-queue.ts';
import { type ChannelWork, type KeptChannel, keepChannel } from './keep-channel.ts';
import { type Malformed, parseMessage } from './parse-message.ts';
import type { Letter, Publisher } from './publisher.ts';
import type { QueueBinding } from './routing.ts';
import { unlessAborted } from './signals.ts';
import { declareExchanges, declareQueue } from './topology.ts';

export interface QueueConsumerOptions {
  readonly connection: BrokerConnection;
  readonly publisher: Publisher;
  readonly logger: Logger;
  readonly policy: DeliveryPolicy;
  readonly subscription: Subscription;
  /** Messages a queue sends ahead of their acknowledgements. */
  readonly prefetch: number;
  /** How long a batch is held while a dependency is out, in ms; then it goes back to the queue. */
  readonly outageHoldMs: number;
}

const parseDelivery = (subscription: Subscription) => (message: ConsumeMessage) => {
  const { events, malformed } = parseMessage(message.content);
  return { events: events.filter(({ type }) => matchesType(subscription, type)), malformed };
};

const lettersOf = (
  malformed: readonly Malformed[],
  events: readonly QuestlineEvent[],
  verdicts: readonly Verdict[],
): readonly Letter[] => [
  ...malformed.map((each) => ({ ...each, contentType: 'application/octet-stream' })),
  ...events.flatMap((event, index) => {
    const verdict = verdicts[index];
    if (verdict?.kind !== 'rejected') return [];
    const body = Buffer.from(JSON.stringify(event));
    return [{ body, contentType: 'application/cloudevents+json', reason: verdict.reason }];
  }),
];

/** Batches whose channel ended under them, of a queue; with more, the next channel waits for one to end. */
const abandonedMax = 2;

/** Takes one queue's messages, a batch at a time, in order; acknowledges what has its verdict. */
export const startQueueConsumer = (
  options: QueueConsumerOptions,
  binding: QueueBinding,
): KeptChannel => {
  const { connection, publisher, policy, subscription, prefetch, outageHoldMs } = options;
  const logger = options.logger.child({ subscription: subscription.name, queue: binding.queue });
  /** The batch in hand, and those whose channel ended under them. */
  const unfinished = new Set<Promise<unknown>>();
  /** An event that was given back during an outage: with it, its handler is asked whether that is over. */
  let givenBack: QuestlineEvent | undefined;

  /** Rejects once `signal` aborts; until then a broker that takes no letters is waited for. */
  const publishLetters = async (letters: readonly Letter[], signal: AbortSignal) => {
    for (let attempt = 0; letters.length > 0; attempt += 1) {
      if (signal.aborted) throw new DeliveryStopped();
      try {
        await publisher.publishDeadLetters(subscription.name, letters);
        deadLetters.add(letters.length, { subscription: subscription.name });
        return;
      } catch (error) {
        // A message that goes back to its queue comes closer to the delivery limit.
        if (!isUnavailable(error)) throw error;
        logger.warn({ err: error, attempt }, 'dead letters not sent');
        await pause(Math.min(policy.retryDelayMs * 2 ** attempt, policy.retryDelayMaxMs), signal);
      }
    }
  };

  const open = async (
    channel: ConfirmChannel,
    ended: AbortSignal,
    lost: AbortSignal,
  ): Promise<ChannelWork> => {
    const waiting = createDeliveryQueue(parseDelivery(subscription));
    const cancelled = new AbortController();
    const signal = AbortSignal.any([ended, cancelled.signal]);
    /** From here on an acknowledgement has no effect: the messages are another's. */
    const gone = AbortSignal.any([lost, cancelled.signal]);
    let arrive = () => {};
    await declareExchanges(channel);
    await declareQueue(channel, binding);
    await channel.prefetch(prefetch);
    await channel.consume(binding.queue, (message) => {
      // The broker cancels when the queue goes, or a message waited too long for its acknowledgement.
      if (message === null) cancelled.abort();
      else waiting.push(message);
      arrive();
    });

    const handleBatch = async () => {
      const { events, malformed, finished } = waiting.take(subscription.batchSizeMax);
      const delivery = {
        subscription,
        events,
        policy,
        logger,
        signal,
        outageLimitMs: outageHoldMs,
      };
      const verdicts = await deliverBatch(delivery).catch((error) => {
        if (isUnavailable(error)) [givenBack] = events;
        throw error;
      });
      if (gone.aborted) return;
      await publishLetters(lettersOf(malformed, events, verdicts), signal);
      if (finished) channel.ack(finished, true);
    };
    /** Returns when the batch has its verdicts, or at once when the broker has taken it back. */
    const handleUnlessGone = async () => {
      const handling = handleBatch();
      unfinished.add(handling);
      handling.catch(() => undefined).finally(() => unfinished.delete(handling));
      await unlessAborted(handling, gone);
    };
    // No cancel at the end: the broker would start the next consumer before the last acknowledgement.
    // Closing the channel hands everything over in one step, in order.
    return async () => {
      while (!signal.aborted) {
        const arrival = Promise.withResolvers<void>();
        arrive = arrival.resolve;
        if (waiting.size === 0) await unlessAborted(arrival.promise, signal);
        else await handleUnlessGone();
      }
    };
  };

  /** While a dependency is out nothing is taken that would only go back once more. */
  const ready = async (stopped: AbortSignal) => {
    if (givenBack !== undefined) {
      logger.warn('messages given back until a dependency answers');
      await awaitDependency({ subscription, event: givenBack, policy, signal: stopped });
      givenBack = undefined;
    }
    if (unfinished.size > abandonedMax) {
      logger.error({ batches: unfinished.size }, 'handlers do not end');
      await unlessAborted(
        Promise.race(unfinished).catch(() => undefined),
        stopped,
      );
    }
  };

  const kept = keepChannel({
    connection,
    logger,
    ready,
    open: async (channel, ended, lost) => {
      const work = await open(channel, ended, lost);
      return () =>
        work().catch((error) => {
          // Not a fault: what had no verdict yet goes back to the queue with the channel.
          if (!(error instanceof DeliveryStopped) && givenBack === undefined) throw error;
        });
    },
  });
  return {
    stop: async () => {
      await kept.stop();
      await Promise.allSettled(unfinished);
    },
  };
};
