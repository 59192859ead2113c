import { parseConfig } from '@questline/lifecycle/config';
import { runHttp } from '@questline/service-process/run-http';
import { v7 as newId } from 'uuid';
import { authMigrations, createAuthServer, createKeySource, createMailer } from '../auth.ts';
import { authHttpSettings, toAuthSettings, toSmtp } from '../config.ts';

const now = () => new Date();

/** It needs no broker: what it has to tell goes into the outbox. */
await runHttp({
  service: 'auth',
  readSettings: (environment) => parseConfig(authHttpSettings, environment),
  migrations: authMigrations,
  createServer: async ({ settings, database, logger }) => ({
    server: await createAuthServer({
      database,
      logger,
      settings: toAuthSettings(settings),
      keys: createKeySource({ database, now }),
      mailer: createMailer({ smtp: toSmtp(settings), from: settings.EMAILS_FROM, logger }),
      now,
      newId,
      trustProxy: settings.TRUST_PROXY,
    }),
  }),
});
