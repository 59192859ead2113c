import { subscriptions, userPartitions } from '@questline/contracts/subscriptions';
import type { BrokerSettings } from '@questline/lifecycle/settings';
import { waitFor } from '@questline/lifecycle/wait-for';
import { createRabbitMqBus, type RabbitMqBus } from '@questline/messaging/rabbitmq/rabbitmq-bus';
import type { Logger } from '@questline/telemetry/logger';

interface BrokerContext {
  readonly name: string;
  readonly settings: BrokerSettings;
  readonly logger: Logger;
  readonly stack: AsyncDisposableStack;
}

/** The bus; it connects in the background, for as long as it takes. */
export const openBroker = async (context: BrokerContext): Promise<RabbitMqBus> => {
  const { name, settings, logger, stack } = context;
  const bus = await createRabbitMqBus({
    url: settings.RABBITMQ_URL,
    logger,
    instanceName: name,
    partitions: userPartitions,
    // Whoever publishes first declares every queue: what is sent before its reader starts is kept.
    subscriptions: Object.values(subscriptions),
  });
  stack.defer(() => bus.close());
  return bus;
};

export const brokerReady = (bus: RabbitMqBus, logger: Logger): Promise<void> =>
  waitFor({ dependency: 'broker', setting: 'RABBITMQ_URL', check: bus.ready, logger });
