import { parseConfig } from '@questline/lifecycle/config';
import { runConsumer } from '@questline/service-process/run-consumer';
import { v7 as newId } from 'uuid';
import { authMigrations, createAuthSubscriptions, forgetRevocations } from '../auth.ts';
import { authMessagingSettings } from '../config.ts';

/** Credits to wallets what processing has granted, and deletes revocations that are past. */
await runConsumer({
  service: 'auth',
  readSettings: (environment) => parseConfig(authMessagingSettings, environment),
  migrations: authMigrations,
  createSubscriptions: ({ database, logger }) => ({
    subscriptions: createAuthSubscriptions({ database, logger, now: () => new Date(), newId }),
    startTasks: () => [forgetRevocations({ database, logger })],
  }),
});
