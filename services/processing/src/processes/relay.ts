import { parseConfig } from '@questline/lifecycle/config';
import { runRelay } from '@questline/service-process/run-relay';
import { processingRelaySettings } from '../config.ts';
import { processingMigrations } from '../processing.ts';

await runRelay({
  service: 'processing',
  readSettings: (environment) => parseConfig(processingRelaySettings, environment),
  migrations: processingMigrations,
});
