import { toEdge } from '@questline/http/edge';
import { parseConfig } from '@questline/lifecycle/config';
import { openBroker } from '@questline/service-process/open-broker';
import { runHttp } from '@questline/service-process/run-http';
import { v7 as newId } from 'uuid';
import {
  authMigrations,
  createAuthServer,
  createKeySource,
  createMailer,
  refuseDefaultPasswords,
} from '../auth.ts';
import { authHttpSettings, isProduction, toAuthSettings, toSmtp } from '../config.ts';

const now = () => new Date();

/** Without the broker only revoked API keys are believed a little longer: all else goes into the outbox. */
await runHttp({
  service: 'auth',
  readSettings: (environment) => parseConfig(authHttpSettings, environment),
  migrations: authMigrations,
  createServer: async (context) => {
    const { settings, database, logger } = context;
    const edge = toEdge(settings);
    const production = isProduction(settings);
    const mailer = createMailer({
      smtp: toSmtp(settings),
      from: settings.EMAILS_FROM,
      logger,
      production,
    });
    const server = await createAuthServer({
      database,
      bus: await openBroker(context),
      logger,
      settings: toAuthSettings(settings),
      keys: createKeySource({ database, now }),
      mailer,
      now,
      newId,
      edge,
      internalToken: settings.INTERNAL_TOKEN,
    });
    const { loopback } = edge;
    const exposure = { production, loopback, allowed: settings.ALLOW_DEFAULT_PASSWORD };
    return { server, beforeServing: () => refuseDefaultPasswords(database, exposure) };
  },
});
