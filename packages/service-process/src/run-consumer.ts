import type { PeriodicTask } from '@questline/lifecycle/periodic-task';
import type {
  BrokerSettings,
  ListenSettings,
  ProcessSettings,
} from '@questline/lifecycle/settings';
import { waitFor } from '@questline/lifecycle/wait-for';
import type { Bus, Subscription } from '@questline/messaging/bus';
import { storeDeadLetter } from '@questline/messaging/dead-letters/store-dead-letter';
import type { Dependency } from './dependency.ts';
import { brokerReady, openBroker } from './open-broker.ts';
import { openHealth } from './open-health.ts';
import {
  type ProcessContext,
  runServiceProcess,
  type ServiceProcess,
} from './run-service-process.ts';

/** Handles what a service subscribes to; of partitioned subscriptions, its share. */
export const runConsumer = <Settings extends ProcessSettings & ListenSettings & BrokerSettings>(
  options: ServiceProcess<Settings> & {
    readonly createSubscriptions: (context: ProcessContext<Settings> & { readonly bus: Bus }) => {
      readonly subscriptions: readonly Subscription[];
      /** Whether this process stores what the broker holds as dead letters, of every service. */
      readonly collectsDeadLetters?: boolean;
      /** What else must answer before the process counts as ready; consuming does not wait for it. */
      readonly dependencies?: readonly Dependency[];
      /** Starts what the process does besides, once its database is there. */
      readonly startTasks?: () => readonly PeriodicTask[];
    };
  },
): Promise<void> =>
  runServiceProcess(options, 'consumer', async (context) => {
    const { logger, stack } = context;
    const bus = await openBroker(context);
    const gate = await openHealth({ ...context, migrations: options.migrations }, bus);
    await context.migrated();
    await brokerReady(bus, logger);
    const created = options.createSubscriptions({ ...context, bus });
    const { subscriptions, dependencies = [], startTasks } = created;
    if (created.collectsDeadLetters) {
      const collecting = bus.collectDeadLetters({
        store: (letter) => storeDeadLetter(context.database, letter),
        check: () => context.database.query({ text: 'select 1' }),
      });
      stack.defer(() => collecting.stop());
    }
    for (const subscription of subscriptions) {
      const active = await bus.subscribe(subscription);
      stack.defer(() => active.stop());
    }
    for (const task of startTasks?.() ?? []) stack.defer(() => task.stop());
    logger.info('consuming');
    for (const dependency of dependencies) await waitFor({ ...dependency, logger });
    gate.open();
  });
