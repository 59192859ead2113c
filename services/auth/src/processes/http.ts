import { toEdge } from '@questline/http/edge';
import { parseConfig } from '@questline/lifecycle/config';
import { openBroker } from '@questline/service-process/open-broker';
import { runHttp } from '@questline/service-process/run-http';
import { v7 as newId } from 'uuid';
import { authMigrations, createAuthServer, createKeySource, createMailer } from '../auth.ts';
import { authHttpSettings, toAuthSettings, toSmtp } from '../config.ts';

const now = () => new Date();

/** Without the broker only revoked API keys are believed a little longer: all else goes into the outbox. */
await runHttp({
  service: 'auth',
  readSettings: (environment) => parseConfig(authHttpSettings, environment),
  migrations: authMigrations,
  createServer: async (context) => {
    const { settings, database, logger } = context;
    const server = await createAuthServer({
      database,
      bus: await openBroker(context),
      logger,
      settings: toAuthSettings(settings),
      keys: createKeySource({ database, now }),
      mailer: createMailer({ smtp: toSmtp(settings), from: settings.EMAILS_FROM, logger }),
      now,
      newId,
      edge: toEdge(settings),
      internalToken: settings.INTERNAL_TOKEN,
    });
    return { server };
  },
});
