import { eventually } from '@questline/testkit/eventually';
import { createVhost } from '@questline/testkit/rabbitmq/test-vhost';
import { testLogger } from '@questline/testkit/test-database';
import { type ConsumeMessage, connect } from 'amqplib';
import { inject } from 'vitest';
import type { BusUnderTest } from '../bus-contract.ts';
import { createRabbitMqBus, type RabbitMqBus, type RabbitMqBusOptions } from './rabbitmq-bus.ts';
import { deadLetterQueue, declareExchanges } from './topology.ts';

export interface RawLetter {
  readonly subscription: string;
  readonly reason: string;
  readonly body: string;
}

/** Tests share partitions out in a fraction of a second. */
const quick = { heartbeatIntervalMs: 50, memberExpiryMs: 400 };

/** A virtual host of its own, the buses on it, and what arrives among its dead letters, unless left there. */
export const createTestBroker = async (
  server: { url: string; managementUrl: string } = inject('rabbitmq'),
  { takesLetters = true }: { takesLetters?: boolean } = {},
) => {
  const vhost = await createVhost(server);
  const observer = await connect(vhost.url);
  observer.on('error', () => undefined);
  const channel = await observer.createConfirmChannel();
  await declareExchanges(channel);
  const letters: RawLetter[] = [];
  const take = (message: ConsumeMessage | null) => {
    const { headers } = message?.properties ?? {};
    letters.push({
      subscription: String(headers?.['x-subscription']),
      reason: String(headers?.['x-reason']),
      body: message?.content.toString() ?? '',
    });
  };
  if (takesLetters) await channel.consume(deadLetterQueue, take, { noAck: true });
  const buses: RabbitMqBus[] = [];
  return {
    vhost,
    letters,
    /** For what no bus would send. */
    channel,
    start: async (options: Partial<RabbitMqBusOptions> = {}): Promise<RabbitMqBus> => {
      const bus = await createRabbitMqBus({
        url: vhost.url,
        logger: testLogger,
        instanceName: `test-${buses.length}`,
        ...quick,
        ...options,
      });
      buses.push(bus);
      return bus;
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(buses.map((bus) => bus.close()));
      await observer.close().catch(() => undefined);
      await vhost.delete();
    },
  };
};

export const createBusUnderTest = async (
  options: Partial<RabbitMqBusOptions>,
): Promise<BusUnderTest> => {
  const broker = await createTestBroker();
  const bus = await broker.start(options);
  await eventually(() => bus.ready());
  return {
    bus,
    deadLetters: async () =>
      broker.letters.map(({ body, ...letter }) => ({ ...letter, event: JSON.parse(body) })),
    close: () => broker[Symbol.asyncDispose](),
  };
};
