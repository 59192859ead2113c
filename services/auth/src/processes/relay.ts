import { parseConfig } from '@questline/lifecycle/config';
import { runRelay } from '@questline/service-process/run-relay';
import { authMigrations } from '../auth.ts';
import { authMessagingSettings } from '../config.ts';

await runRelay({
  service: 'auth',
  readSettings: (environment) => parseConfig(authMessagingSettings, environment),
  migrations: authMigrations,
});
