import { type ServiceName, servicePrefixes } from '@questline/contracts/gateway';
import { migrateWaitLimitMs } from '@questline/lifecycle/settings';
import { waitFor } from '@questline/lifecycle/wait-for';
import type { Logger } from '@questline/telemetry/logger';
import type { BrokerSetupSettings } from '../config.ts';
import { openBroker } from '../open-broker.ts';
import { createManagementApi, userIn } from './management-api.ts';
import { noPermissions, permissionsOf } from './permissions.ts';

const services = Object.keys(servicePrefixes) as ServiceName[];

const addressOf = (settings: BrokerSetupSettings, service: ServiceName): string =>
  ({
    auth: settings.AUTH_RABBITMQ_URL,
    catalog: settings.CATALOG_RABBITMQ_URL,
    processing: settings.PROCESSING_RABBITMQ_URL,
  })[service];

/** Exchanges, queues and bindings, as every process declares them too. */
const declareTopology = async (settings: BrokerSetupSettings, logger: Logger): Promise<void> => {
  await using stack = new AsyncDisposableStack();
  const bus = await openBroker({ name: 'broker-setup', settings, logger, stack });
  const setting = 'RABBITMQ_URL';
  const limitMs = migrateWaitLimitMs;
  await waitFor({ dependency: 'broker', setting, check: bus.ready, logger, limitMs });
};

const putUsers = async (settings: BrokerSetupSettings): Promise<void> => {
  const administrator = userIn(settings.RABBITMQ_URL);
  const api = createManagementApi(settings.RABBITMQ_MANAGEMENT_URL, administrator);
  for (const service of services) {
    const user = userIn(addressOf(settings, service));
    await api.putUser(user, '');
    await api.putPermissions(user, permissionsOf(service));
  }
  if (settings.SCALER_RABBITMQ_URL === undefined) return;
  const scaler = { ...userIn(settings.SCALER_RABBITMQ_URL), vhost: administrator.vhost };
  await api.putUser(scaler, 'management');
  await api.putPermissions(scaler, noPermissions);
};

/**
 * Makes a broker what this release needs: its topology, and a user for each service that may do
 * just what the service does. Safe to repeat, on a new broker and on one in use: passwords and
 * permissions become what the settings name, messages stay. Throws a StartError past a minute.
 */
export const setUpBroker = async (settings: BrokerSetupSettings, logger: Logger): Promise<void> => {
  await declareTopology(settings, logger);
  await waitFor({
    dependency: 'broker management',
    setting: 'RABBITMQ_MANAGEMENT_URL',
    check: () => putUsers(settings),
    logger,
    limitMs: migrateWaitLimitMs,
  });
};
