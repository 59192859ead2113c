import type { Logger } from '@questline/telemetry/logger';
import type { ConfirmChannel } from 'amqplib';
import { z } from 'zod';
import type { ActiveSubscription, Broadcast } from '../bus.ts';
import type { BrokerConnection } from './broker-connection.ts';
import { type ChannelWork, type KeptChannel, keepChannel } from './keep-channel.ts';
import { aborted, createChanges } from './signals.ts';
import { broadcastExchange, declareExchanges } from './topology.ts';

const bindLimitMs = 2_000;
const broadcast = z.record(z.string(), z.unknown());

type Listener = (message: Broadcast) => void;

export interface Broadcaster {
  listen(channelName: string, listener: Listener): Promise<ActiveSubscription>;
  stop(): Promise<void>;
}

/** Hears broadcasts through one queue of this instance, which is gone when its connection is. */
export const createBroadcaster = (options: {
  connection: BrokerConnection;
  logger: Logger;
}): Broadcaster => {
  const { connection, logger } = options;
  const listeners = new Map<string, Set<{ hear: Listener }>>();
  const changes = createChanges();
  let open: { channel: ConfirmChannel; queue: string } | undefined;
  let kept: KeptChannel | undefined;

  const hear = (channelName: string, content: Buffer) => {
    for (const listener of [...(listeners.get(channelName) ?? [])]) {
      try {
        listener.hear(broadcast.parse(JSON.parse(content.toString())));
      } catch (error) {
        logger.warn({ err: error, channel: channelName }, 'broadcast listener failed');
      }
    }
  };
  const openQueue = async (channel: ConfirmChannel, ended: AbortSignal): Promise<ChannelWork> => {
    await declareExchanges(channel);
    const { queue } = await channel.assertQueue('', { exclusive: true, autoDelete: true });
    for (const name of listeners.keys()) await channel.bindQueue(queue, broadcastExchange, name);
    await channel.consume(
      queue,
      (message) => {
        if (message) hear(message.fields.routingKey, message.content);
      },
      { noAck: true },
    );
    return async () => {
      open = { channel, queue };
      changes.notify();
      await aborted(ended);
      open = undefined;
    };
  };

  return {
    listen: async (channelName, hearIt) => {
      const listener = { hear: hearIt };
      const heard = listeners.get(channelName) ?? new Set();
      const isNew = heard.size === 0;
      listeners.set(channelName, heard.add(listener));
      kept ??= keepChannel({ connection, logger, open: openQueue });
      // A broker that is away is not waited for: every name is bound when it comes.
      if (connection.isOpen()) await changes.until(() => open !== undefined, bindLimitMs);
      if (isNew && open) {
        const bound = open.channel.bindQueue(open.queue, broadcastExchange, channelName);
        await bound.catch((error) => logger.debug({ err: error }, 'broadcast channel not bound'));
      }
      return {
        stop: async () => {
          heard.delete(listener);
        },
      };
    },
    stop: async () => {
      await kept?.stop();
    },
  };
};
