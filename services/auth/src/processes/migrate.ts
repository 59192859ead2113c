import { parseConfig } from '@questline/lifecycle/config';
import { runMigrate } from '@questline/service-process/run-migrate';
import { v7 as newId } from 'uuid';
import { authMigrations, refuseDefaultPasswords, seedSuperuser } from '../auth.ts';
import { authMigrateSettings, isProduction } from '../config.ts';

await runMigrate({
  service: 'auth',
  readSettings: (environment) => parseConfig(authMigrateSettings, environment),
  migrations: authMigrations,
  seed: async ({ settings, database, logger }) => {
    const { FIRST_SUPERUSER: user_name, FIRST_SUPERUSER_PASSWORD: password } = settings;
    const deps = { database, now: () => new Date(), newId };
    // Nobody reaches this process: what others may reach is decided where it is served.
    const exposure = { production: isProduction(settings), loopback: true, allowed: false };
    await refuseDefaultPasswords(database, exposure, { user_name, password });
    const created = await seedSuperuser(deps, { user_name, password });
    if (created) logger.info({ user_name }, 'first superuser created');
  },
});
