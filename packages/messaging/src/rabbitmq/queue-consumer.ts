import type { QuestlineEvent } from '@questline/contracts/event';
import type { Logger } from '@questline/telemetry/logger';
import type { ConfirmChannel, ConsumeMessage } from 'amqplib';
import { matchesType, type Subscription, type Verdict } from '../bus.ts';
import { type DeliveryPolicy, DeliveryStopped, deliverBatch } from '../deliver-batch.ts';
import { deadLetters } from '../metrics.ts';
import type { BrokerConnection } from './broker-connection.ts';
import { createDeliveryQueue } from './delivery-queue.ts';
import { type ChannelWork, type KeptChannel, keepChannel } from './keep-channel.ts';
import { type Malformed, parseMessage } from './parse-message.ts';
import type { Letter, Publisher } from './publisher.ts';
import type { QueueBinding } from './routing.ts';
import { aborted } from './signals.ts';
import { declareExchanges, declareQueue } from './topology.ts';

export interface QueueConsumerOptions {
  readonly connection: BrokerConnection;
  readonly publisher: Publisher;
  readonly logger: Logger;
  readonly policy: DeliveryPolicy;
  readonly subscription: Subscription;
  /** Messages a queue sends ahead of their acknowledgements. */
  readonly prefetch: number;
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

/** Takes one queue's messages, a batch at a time, in order; acknowledges what has its verdict. */
export const startQueueConsumer = (
  options: QueueConsumerOptions,
  binding: QueueBinding,
): KeptChannel => {
  const { connection, publisher, policy, subscription, prefetch } = options;
  const logger = options.logger.child({ subscription: subscription.name, queue: binding.queue });

  const open = async (channel: ConfirmChannel, ended: AbortSignal): Promise<ChannelWork> => {
    const waiting = createDeliveryQueue(parseDelivery(subscription));
    const cancelled = new AbortController();
    const signal = AbortSignal.any([ended, cancelled.signal]);
    const over = aborted(signal);
    let arrive = () => {};
    await declareExchanges(channel);
    await declareQueue(channel, binding);
    await channel.prefetch(prefetch);
    await channel.consume(binding.queue, (message) => {
      // The broker cancels when the queue goes; declaring it again brings it back.
      if (message === null) cancelled.abort();
      else waiting.push(message);
      arrive();
    });

    const handleBatch = async () => {
      const { events, malformed, finished } = waiting.take(subscription.batchSizeMax);
      const verdicts = await deliverBatch({ subscription, events, policy, logger, signal });
      const letters = lettersOf(malformed, events, verdicts);
      await publisher.publishDeadLetters(subscription.name, letters);
      if (letters.length > 0) deadLetters.add(letters.length, { subscription: subscription.name });
      if (finished) channel.ack(finished, true);
    };
    // No cancel at the end: the broker would start the next consumer before the last acknowledgement.
    // Closing the channel hands everything over in one step, in order.
    return async () => {
      while (!signal.aborted) {
        const arrival = Promise.withResolvers<void>();
        arrive = arrival.resolve;
        if (waiting.size === 0) await Promise.race([arrival.promise, over]);
        else await handleBatch();
      }
    };
  };

  return keepChannel({
    connection,
    logger,
    open: async (channel, ended) => {
      const work = await open(channel, ended);
      return () =>
        work().catch((error) => {
          // Not a fault: what had no verdict yet goes back to the queue with the channel.
          if (!(error instanceof DeliveryStopped)) throw error;
        });
    },
  });
};
