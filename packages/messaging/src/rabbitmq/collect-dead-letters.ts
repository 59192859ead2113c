import { isUnavailable } from '@questline/postgres/unavailable';
import type { Logger } from '@questline/telemetry/logger';
import type { ConfirmChannel, ConsumeMessage } from 'amqplib';
import type { ActiveSubscription } from '../bus.ts';
import type { DeadLetter, RawLetter } from '../dead-letters/dead-letter.ts';
import { toDeadLetters } from '../dead-letters/to-dead-letters.ts';
import { pause } from '../pause.ts';
import type { BrokerConnection } from './broker-connection.ts';
import { type ChannelWork, keepChannel } from './keep-channel.ts';
import { unlessAborted } from './signals.ts';
import { deadLetterQueue, declareExchanges } from './topology.ts';

/** Messages in hand; one holds at most 256 KiB of events, or one event. */
const prefetch = 20;
const retryDelayMs = 1_000;

export interface DeadLetterStore {
  /** Stores a letter once; rejects when it is not stored. */
  readonly store: (letter: DeadLetter | RawLetter) => Promise<void>;
  /** Rejects while nothing can be stored. */
  readonly check: () => Promise<unknown>;
}

/**
 * Moves the broker's dead letters to where they can be counted, listed and replayed; each leaves the queue
 * once it is stored. While the store is out they wait in the queue, untouched.
 */
export const collectDeadLetters = (options: {
  connection: BrokerConnection;
  logger: Logger;
  store: DeadLetterStore;
}): ActiveSubscription => {
  const { connection, logger, store } = options;

  const collect = async (message: ConsumeMessage) => {
    const { content, properties } = message;
    for (const letter of toDeadLetters({ content, headers: properties.headers ?? {} })) {
      await store.store(letter);
    }
  };

  const open = async (channel: ConfirmChannel, ended: AbortSignal): Promise<ChannelWork> => {
    let waiting: ConsumeMessage[] = [];
    const cancelled = new AbortController();
    const signal = AbortSignal.any([ended, cancelled.signal]);
    let arrive = () => {};
    await declareExchanges(channel);
    await channel.prefetch(prefetch);
    await channel.consume(deadLetterQueue, (message) => {
      if (message === null) cancelled.abort();
      else waiting.push(message);
      arrive();
    });
    return async () => {
      while (!signal.aborted) {
        const arrival = Promise.withResolvers<void>();
        arrive = arrival.resolve;
        if (waiting.length === 0) await unlessAborted(arrival.promise, signal);
        const messages = waiting;
        waiting = [];
        for (const message of messages) {
          if (signal.aborted) return;
          await collect(message);
          channel.ack(message);
        }
      }
    };
  };

  const ready = async (stopped: AbortSignal) => {
    while (!stopped.aborted) {
      try {
        await store.check();
        return;
      } catch (error) {
        if (!isUnavailable(error)) logger.warn({ err: error }, 'dead letters cannot be stored');
        await pause(retryDelayMs, stopped);
      }
    }
  };

  return keepChannel({ connection, logger, open, ready });
};
