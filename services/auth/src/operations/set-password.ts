import { parseConfig } from '@questline/lifecycle/config';
import { runOnce } from '@questline/service-process/run-once';
import { v7 as newId } from 'uuid';
import { authMigrations, readNewPassword, setPassword } from '../auth.ts';
import { authSetPasswordSettings } from '../config.ts';

/** An operator's reset: `node set-password.ts <user name>`; the password comes from stdin or NEW_PASSWORD. */
await runOnce({
  service: 'auth',
  process: 'set-password',
  readSettings: (environment) => parseConfig(authSetPasswordSettings, environment),
  migrations: authMigrations,
  work: async ({ settings, database, logger }) => {
    const name = process.argv[2] ?? settings.FIRST_SUPERUSER;
    const password = await readNewPassword(settings.NEW_PASSWORD);
    // Other processes read what was revoked within a second; nobody has to be told here.
    const bus = { broadcast: async () => undefined };
    const { user_name } = await setPassword(
      { database, bus, logger, now: () => new Date(), newId },
      { name, password },
    );
    console.log(`The password of ${user_name} was set; all sessions have ended.`);
  },
});
