import { createAuthServer, createKeySource, createMailer } from '@questline/auth/auth';
import { toAuthSettings } from '@questline/auth/config';
import { createCatalogQueriesServer } from '@questline/catalog/catalog';
import { createApiKeyCheck } from '@questline/http/api-key-check';
import { plainEdge } from '@questline/http/edge';
import type { ApiDocument } from '@questline/http/openapi/document';
import { createRevocations } from '@questline/http/revocations/revocations';
import type { HttpServer } from '@questline/http/server';
import { parseConfig } from '@questline/lifecycle/config';
import { createInProcessBus } from '@questline/messaging/in-process/in-process-bus';
import type { Database } from '@questline/postgres/database';
import { toProcessingSettings } from '@questline/processing/config';
import { createProcessingServer } from '@questline/processing/processing';
import { createLogger } from '@questline/telemetry/logger';
import { v7 as newId } from 'uuid';
import { standaloneSettings } from '../config.ts';

const refuse = async (): Promise<never> => {
  throw new Error('servers that are only described answer nothing');
};

/** A description needs no rows. */
const database: Database = {
  query: refuse,
  transaction: refuse,
  connect: refuse,
  close: async () => undefined,
};

/** The three services as they describe themselves, from servers that never listen. */
export const describeServices = async (): Promise<readonly ApiDocument[]> => {
  const settings = parseConfig(standaloneSettings, {});
  const logger = createLogger({ service: 'openapi', level: 'silent' });
  const now = () => new Date();
  const bus = createInProcessBus({ logger, storeDeadLetter: refuse });
  const keys = createKeySource({ database, now });
  const revocations = createRevocations({ source: refuse });
  const checkKey = createApiKeyCheck({ verify: refuse, revocations, now });
  const shared = { database, bus, logger, now, newId, internalToken: '', edge: plainEdge };
  const servers: readonly HttpServer[] = [
    await createAuthServer({
      ...shared,
      keys,
      settings: toAuthSettings(settings),
      mailer: createMailer({
        smtp: undefined,
        from: settings.EMAILS_FROM,
        logger,
        production: false,
      }),
    }),
    await createCatalogQueriesServer({
      ...shared,
      revocations,
      checkKey,
      keys: keys.getKey,
      position: { known: () => undefined, reach: refuse, stop: async () => undefined },
    }),
    await createProcessingServer({
      ...shared,
      revocations,
      checkKey,
      keys: keys.getKey,
      questSource: refuse,
      settings: toProcessingSettings(settings),
    }),
  ];
  const documents: ApiDocument[] = [];
  for (const server of servers) {
    await server.ready();
    documents.push(server.swagger() as unknown as ApiDocument);
    await server.close();
  }
  return documents;
};
