import type { Logger } from '@questline/telemetry/logger';
import type { ConfirmChannel } from 'amqplib';
import { pause } from '../pause.ts';
import type { BrokerConnection } from './broker-connection.ts';
import { aborted, settledWithin } from './signals.ts';

const retryDelayMs = 50;
const retryDelayMaxMs = 5_000;
const closeLimitMs = 2_000;
/**
 * RabbitMQ 3 may leave a consume without any answer while a restarted queue has no leader yet. The
 * limit doubles with each failure in a row, so that a broker that is merely slow gets its time.
 */
const openLimitMs = 3_000;
const openLimitMsMax = 30_000;

/** What goes on until `ended` aborts, and then returns. */
export type ChannelWork = () => Promise<void>;

export interface KeptChannel {
  /** Tells the work to end, waits for it and closes the channel. */
  stop(): Promise<void>;
}

/**
 * Keeps a channel in use: opened again on a new one whenever it ends, after a lost connection as
 * after a fault that only the channel died of. `open` declares and subscribes, in bounded time; the
 * work it returns goes on until `ended`, on a channel that is still open unless it was `lost`.
 */
export const keepChannel = (options: {
  connection: BrokerConnection;
  logger: Logger;
  open: (channel: ConfirmChannel, ended: AbortSignal, lost: AbortSignal) => Promise<ChannelWork>;
  /** Waited for before each channel is opened; returns when `stopped` aborts. */
  ready?: (stopped: AbortSignal) => Promise<void>;
}): KeptChannel => {
  const { connection, logger } = options;
  const stopped = new AbortController();
  const warn = (error: unknown) => {
    if (!stopped.signal.aborted) logger.warn({ err: error }, 'broker channel interrupted');
  };

  const openWithin = async (
    limitMs: number,
    channel: ConfirmChannel,
    ended: AbortSignal,
    lost: AbortSignal,
  ) => {
    const opening = options.open(channel, ended, lost);
    const answered = settledWithin(opening, limitMs);
    const over = aborted(ended).then(() => 'over' as const);
    const outcome = await Promise.race([answered, over]);
    if (outcome === true) return opening;
    // The channel is stuck in the broker, which in the end would drop the connection for it.
    if (outcome === false) connection.reset(`no answer in ${limitMs} ms`);
    opening.catch(() => undefined);
    return undefined;
  };

  /** Returns for how long the channel worked. */
  const session = async (limitMs: number): Promise<number> => {
    const channel = await connection.openChannel(stopped.signal);
    const lost = new AbortController();
    const ended = AbortSignal.any([lost.signal, stopped.signal]);
    channel.on('error', (error) => logger.warn({ err: error }, 'broker refused an operation'));
    channel.on('close', () => lost.abort());
    try {
      const work = await openWithin(limitMs, channel, ended, lost.signal);
      if (!work) return 0;
      const startedMs = performance.now();
      await work().catch(warn);
      return performance.now() - startedMs;
    } finally {
      const closed = lost.signal.aborted || (await settledWithin(channel.close(), closeLimitMs));
      // A broker that takes the channel to be open keeps its deliveries and its turn at the queue.
      if (!closed && !stopped.signal.aborted) {
        connection.reset(`channel not closed in ${closeLimitMs} ms`);
      }
    }
  };

  const loop = async () => {
    let failures = 0;
    while (!stopped.signal.aborted) {
      await options.ready?.(stopped.signal);
      if (stopped.signal.aborted) return;
      const limitMs = Math.min(openLimitMs * 2 ** failures, openLimitMsMax);
      const workedMs = await session(limitMs).catch((error) => {
        warn(error);
        return 0;
      });
      if (workedMs > retryDelayMaxMs) failures = 0;
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
