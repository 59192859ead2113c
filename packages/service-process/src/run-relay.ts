import type {
  BrokerSettings,
  ListenSettings,
  ProcessSettings,
} from '@questline/lifecycle/settings';
import { startRelay } from '@questline/messaging/outbox/relay';
import { brokerReady, openBroker } from './open-broker.ts';
import { openHealth } from './open-health.ts';
import { runServiceProcess, type ServiceProcess } from './run-service-process.ts';

/** Sends what a service has put into its outbox; of several relays one is active, the others stand by. */
export const runRelay = <Settings extends ProcessSettings & ListenSettings & BrokerSettings>(
  options: ServiceProcess<Settings>,
): Promise<void> =>
  runServiceProcess(options, 'relay', async (context) => {
    const { database, logger, stack } = context;
    const bus = await openBroker(context);
    const gate = await openHealth({ ...context, migrations: options.migrations }, bus);
    await context.migrated();
    await brokerReady(bus, logger);
    const relay = startRelay({ service: options.service, database, bus, logger });
    stack.defer(() => relay.stop());
    gate.open();
    logger.info('relaying');
  });
