import type { Logger } from '@questline/telemetry/logger';
import type { ConfirmChannel } from 'amqplib';
import { pause } from '../pause.ts';
import type { BrokerConnection } from './broker-connection.ts';
import { aborted, settledWithin } from './signals.ts';

const retryDelayMs = 50;
const retryDelayMaxMs = 5_000;
const closeLimitMs = 2_000;
/** RabbitMQ 3 may leave a consume without any answer while a restarted queue has no leader yet. */
const openLimitMs = 3_000;

/** What goes on until `ended` aborts, and then returns. */
export type ChannelWork = () => Promise<void>;

export interface KeptChannel {
  /** Tells the work to end, waits for it and closes the channel. */
  stop(): Promise<void>;
}

/**
 * Keeps a channel in use: opened again on a new one whenever it ends, after a lost connection as
 * after a fault that only the channel died of. `open` declares and subscribes, in bounded time; the
 * work it returns goes on until `ended`, on a channel that is still open if the end was `stop`.
 */
export const keepChannel = (options: {
  connection: BrokerConnection;
  logger: Logger;
  open: (channel: ConfirmChannel, ended: AbortSignal) => Promise<ChannelWork>;
}): KeptChannel => {
  const { connection, logger } = options;
  const stopped = new AbortController();

  const openWithin = async (channel: ConfirmChannel, ended: AbortSignal) => {
    const opening = options.open(channel, ended);
    const answered = settledWithin(opening, openLimitMs);
    const over = aborted(ended).then(() => 'over' as const);
    const outcome = await Promise.race([answered, over]);
    if (outcome === true) return opening;
    // The channel is stuck in the broker, which in the end would drop the connection for it.
    if (outcome === false) connection.reset('broker did not answer');
    opening.catch(() => undefined);
    return async () => {};
  };

  const session = async () => {
    const channel = await connection.openChannel(stopped.signal);
    const lost = new AbortController();
    const ended = AbortSignal.any([lost.signal, stopped.signal]);
    channel.on('error', (error) => logger.warn({ err: error }, 'broker refused an operation'));
    channel.on('close', () => lost.abort());
    try {
      const work = await openWithin(channel, ended);
      await work();
    } finally {
      if (!lost.signal.aborted) await settledWithin(channel.close(), closeLimitMs);
    }
  };

  const loop = async () => {
    let failures = 0;
    while (!stopped.signal.aborted) {
      const startedMs = performance.now();
      try {
        await session();
      } catch (error) {
        if (!stopped.signal.aborted) logger.warn({ err: error }, 'broker channel interrupted');
      }
      if (performance.now() - startedMs > retryDelayMaxMs) failures = 0;
      await pause(Math.min(retryDelayMs * 2 ** failures, retryDelayMaxMs), stopped.signal);
      failures += 1;
    }
  };
  const running = loop();

  return {
    stop: async () => {
      stopped.abort();
      await running;
    },
  };
};
