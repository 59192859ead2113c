import { fileURLToPath } from 'node:url';
import type { Migrations } from '@questline/postgres/migrate';

/** The outbox and the dead letters: every service's database has them. */
export const messagingMigrations: Migrations = {
  scope: 'messaging',
  directory: fileURLToPath(new URL('../migrations', import.meta.url)),
};
