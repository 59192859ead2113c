import { DependencyUnavailable } from '@questline/postgres/unavailable';
import type { Logger } from '@questline/telemetry/logger';
import {
  type ChannelModel,
  type ConfirmChannel,
  connect,
  type RecoveringChannelModel,
} from 'amqplib';
import { destroyModel, guardSetup } from './model-setup.ts';
import { aborted, createChanges, settledWithin } from './signals.ts';

const connectLimitMs = 10_000;
/** Two missed ones end a connection, so a broker that hangs is noticed within half a minute. */
const heartbeatSeconds = 10;
const setupLimitMs = 20_000;
const reconnectDelayMs = 100;
const reconnectDelayMaxMs = 2_000;
const closeLimitMs = 2_000;

/** A connection that comes back for as long as it takes. */
export interface BrokerConnection {
  /** Connected and set up, and not told by the broker to hold its messages back. */
  isOpen(): boolean;
  /** Rejects with `DependencyUnavailable` unless it is open within `limitMs`. */
  opened(limitMs: number): Promise<void>;
  /** Waits for the connection if need be; rejects when `signal` aborts first. */
  openChannel(signal: AbortSignal): Promise<ConfirmChannel>;
  /** Drops the connection, to come back on a new one. */
  reset(reason: string): void;
  close(): Promise<void>;
}

/** The address with a heartbeat, checked here: an error further down could carry its password. */
const addressOf = (url: string): string => {
  if (!URL.canParse(url) || !/^amqps?:/.test(url)) {
    throw new Error('the broker needs an address like amqp://user:password@host:5672/vhost');
  }
  const address = new URL(url);
  if (!address.searchParams.has('heartbeat')) {
    address.searchParams.set('heartbeat', String(heartbeatSeconds));
  }
  return address.href;
};

const follow = (connection: RecoveringChannelModel, logger: Logger) => {
  const changes = createChanges();
  const state: {
    model: ChannelModel | undefined;
    blocked: string | undefined;
    fault: unknown;
    told: boolean;
  } = {
    model: undefined,
    blocked: undefined,
    fault: undefined,
    told: false,
  };
  const lose = (event: string) => (error: Error) => {
    // A socket to a broker that hangs would linger, waiting to say goodbye.
    if (state.model) destroyModel(state.model, event);
    state.model = undefined;
    state.blocked = undefined;
    state.fault = error;
    // One line tells of an outage, however many attempts it takes until the next connection.
    if (!state.told) logger.warn({ reason: error.message }, event);
    else logger.debug({ err: error }, event);
    state.told = true;
    changes.notify();
  };
  connection.on('connect', (model) => {
    state.model = model;
    state.told = false;
    logger.info('broker connected');
    changes.notify();
  });
  connection.on('disconnect', lose('broker connection lost'));
  connection.on('connect-failed', lose('broker not reached'));
  connection.on('blocked', (reason) => {
    state.blocked = reason;
    logger.warn({ reason }, 'broker takes no messages');
  });
  connection.on('unblocked', () => {
    state.blocked = undefined;
    logger.info('broker takes messages again');
    changes.notify();
  });
  // Always followed by 'disconnect'; without a listener it would end the process.
  connection.on('error', (error) => logger.debug({ err: error }, 'broker connection error'));
  return { state, changes };
};

/** `setup` runs after every connect, before anybody else gets a channel. */
export const createBrokerConnection = async (options: {
  url: string;
  name: string;
  logger: Logger;
  setup?: (model: ChannelModel) => Promise<void>;
}): Promise<BrokerConnection> => {
  const { logger, setup } = options;
  const connection = await connect(addressOf(options.url), {
    timeout: connectLimitMs,
    noDelay: true,
    keepAlive: true,
    clientProperties: { connection_name: options.name },
    recovery: {
      waitForConnect: false,
      initialDelay: reconnectDelayMs,
      maxDelay: reconnectDelayMaxMs,
      setup: guardSetup(async (model) => setup?.(model), setupLimitMs),
    },
  });
  const { state, changes } = follow(connection, logger);
  const isOpen = () => state.model !== undefined && state.blocked === undefined;
  const closing = new AbortController();

  return {
    isOpen,
    opened: async (limitMs) => {
      if (await changes.until(isOpen, limitMs)) return;
      throw new DependencyUnavailable('broker', state.blocked ?? state.fault);
    },
    openChannel: async (signal) => {
      const opening = connection.createConfirmChannel();
      const ended = AbortSignal.any([signal, closing.signal]);
      const channel = await Promise.race([opening, aborted(ended)]);
      if (channel) return channel;
      // It may still come: nobody would close it.
      opening.then((late) => late.close()).catch(() => undefined);
      throw new DependencyUnavailable('broker', 'closing');
    },
    reset: (reason) => {
      if (state.model) destroyModel(state.model, reason);
    },
    close: async () => {
      closing.abort();
      const { model } = state;
      const polite = await settledWithin(connection.close(), closeLimitMs);
      // The socket would keep the process up for a broker that does not answer the goodbye.
      if (!polite && model) destroyModel(model, 'closing');
    },
  };
};
