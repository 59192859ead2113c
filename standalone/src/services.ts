import type { RequestListener } from 'node:http';
import {
  createAuthServer,
  createAuthSubscriptions,
  createKeySource,
  createMailer,
  forgetRevocations,
  refuseDefaultPasswords,
  seedSuperuser,
  selectRevocations,
} from '@questline/auth/auth';
import { isProduction, toAuthSettings, toSmtp } from '@questline/auth/config';
import {
  createAwaitCounted,
  createCatalogCommandsServer,
  createCatalogQueriesServer,
  createCatalogSubscriptions,
  observeEarlyEvents,
  seedCatalog,
  visibleWaitMs,
  watchPosition,
} from '@questline/catalog/catalog';
import type { BackendName, ServiceName } from '@questline/contracts/gateway';
import { createApiKeyCheck } from '@questline/http/api-key-check';
import type { Edge } from '@questline/http/edge';
import { createRemoteKeyVerify } from '@questline/http/remote-key-verify';
import { followRevocations } from '@questline/http/revocations/follow-revocations';
import { storeDeadLetter } from '@questline/messaging/dead-letters/store-dead-letter';
import { createInProcessBus } from '@questline/messaging/in-process/in-process-bus';
import { startRelay } from '@questline/messaging/outbox/relay';
import { toProcessingSettings } from '@questline/processing/config';
import {
  createProcessingServer,
  createProcessingSubscriptions,
  type ProcessingDependencies,
} from '@questline/processing/processing';
import { createQuestSource } from '@questline/processing/quest-source';
import { startProcessingTasks } from '@questline/processing/tasks';
import type { Logger } from '@questline/telemetry/logger';
import { v7 as newId } from 'uuid';
import type { StandaloneSettings } from './config.ts';
import type { Databases } from './databases.ts';
import { createInjectedFetch } from './injected-fetch.ts';

const firstShowLimitMs = 5_000;

const serviceNames: readonly ServiceName[] = ['auth', 'catalog', 'processing'];

/** Seeds and starts the three services on one in-process bus; returns their HTTP sides. */
export const startServices = async (options: {
  settings: StandaloneSettings;
  edge: Edge;
  databases: Databases;
  internalToken: string;
  logger: Logger;
  stack: AsyncDisposableStack;
}): Promise<Record<BackendName, RequestListener>> => {
  const { settings, edge, databases, internalToken, logger, stack } = options;
  const now = () => new Date();
  const production = isProduction(settings);

  const bus = createInProcessBus({
    logger,
    storeDeadLetter: (letter) => {
      const owner = serviceNames.find((name) => letter.subscription.startsWith(`${name}.`));
      return storeDeadLetter(databases[owner ?? 'processing'], letter);
    },
  });

  const keys = createKeySource({ database: databases.auth, now });
  const authDeps = {
    database: databases.auth,
    bus,
    logger,
    settings: toAuthSettings(settings),
    keys,
    mailer: createMailer({
      smtp: toSmtp(settings),
      from: settings.EMAILS_FROM,
      logger,
      production,
    }),
    now,
    newId,
    edge,
    internalToken,
  };
  const first = {
    user_name: settings.FIRST_SUPERUSER,
    password: settings.FIRST_SUPERUSER_PASSWORD,
  };
  const allowed = settings.ALLOW_DEFAULT_PASSWORD;
  const exposure = { production, loopback: edge.loopback, allowed };
  await refuseDefaultPasswords(databases.auth, exposure, first);
  await seedSuperuser(authDeps, first);
  const seeded = await seedCatalog({ database: databases.catalog, now, newId });

  const auth = await createAuthServer(authDeps);
  const revocations = followRevocations({
    source: (from) => selectRevocations(databases.auth, from),
    logger,
  });
  stack.defer(() => revocations.stop());
  const checkKey = createApiKeyCheck({
    verify: createRemoteKeyVerify({
      url: 'http://auth',
      token: internalToken,
      fetch: createInjectedFetch(auth),
    }),
    revocations,
    now,
  });
  const callerDeps = {
    logger,
    keys: keys.getKey,
    revocations,
    checkKey,
    now,
    edge,
    internalToken,
  };
  const position = watchPosition({ database: databases.catalog_views, logger });
  stack.defer(() => position.stop());
  stack.defer(observeEarlyEvents(databases.catalog_views));
  // Each of the two servers asks the other, and this one comes first.
  let askProcessing: typeof fetch | undefined;
  const catalogCommands = await createCatalogCommandsServer({
    ...callerDeps,
    database: databases.catalog,
    newId,
    awaitVisible: (wanted) => position.reach(wanted, visibleWaitMs).catch(() => false),
    awaitCounted: createAwaitCounted({
      database: databases.catalog,
      url: 'http://processing',
      token: internalToken,
      logger,
      fetch: async (input, init) =>
        askProcessing?.(input, init) ?? new Response(null, { status: 503 }),
    }),
  });
  const catalogQueries = await createCatalogQueriesServer({
    ...callerDeps,
    database: databases.catalog_views,
    position,
  });
  const processingDeps: ProcessingDependencies = {
    database: databases.processing,
    bus,
    logger,
    edge,
    keys: keys.getKey,
    revocations,
    checkKey,
    questSource: createQuestSource({
      url: 'http://catalog',
      token: internalToken,
      fetch: createInjectedFetch(catalogCommands),
    }),
    internalToken,
    settings: toProcessingSettings(settings),
    now,
    newId,
  };
  const processing = await createProcessingServer(processingDeps);
  askProcessing = createInjectedFetch(processing);

  for (const app of [auth, catalogCommands, catalogQueries, processing]) {
    await app.ready();
    stack.defer(() => app.close());
  }

  const subscriptions = [
    ...createAuthSubscriptions(authDeps),
    ...createCatalogSubscriptions({ database: databases.catalog_views, logger }),
    ...createProcessingSubscriptions(processingDeps),
  ];
  const active = await Promise.all(subscriptions.map(bus.subscribe));
  for (const task of [...startProcessingTasks(processingDeps), forgetRevocations(authDeps)]) {
    stack.defer(() => task.stop());
  }
  for (const name of serviceNames) {
    const relay = startRelay({
      service: name,
      database: databases[name],
      bus,
      logger: logger.child({ name }),
    });
    stack.defer(() => relay.stop());
  }
  // Before the relays: one of them may wait for a handler that waits for something to come back. And
  // before the servers, whose answers handlers may need.
  stack.defer(async () => {
    await Promise.all(active.map((subscription) => subscription.stop()));
  });
  await revocations.load();
  // What was decided before is shown from the first request on, unless that takes too long.
  await position.reach(seeded.position, firstShowLimitMs);
  return {
    'auth-http': auth.routing,
    'catalog-commands': catalogCommands.routing,
    'catalog-queries': catalogQueries.routing,
    'processing-http': processing.routing,
  };
};
