import { fileURLToPath } from 'node:url';
import { revocationsChannel } from '@questline/contracts/auth/revocation';
import { requireCaller } from '@questline/http/caller';
import { createHttpServer, type HttpServer } from '@questline/http/server';
import { createUserCheck, standingByRevocations } from '@questline/http/token-check';
import type { Subscription } from '@questline/messaging/bus';
import { messagingMigrations } from '@questline/messaging/migrations';
import type { Migrations } from '@questline/postgres/migrate';
import { claimRewardsRoute } from './claims/claim-rewards.route.ts';
import type { ProcessingDependencies, RouteDependencies } from './dependencies.ts';
import { listEventsRoute } from './events/list-events.route.ts';
import { ingestEventsRoute } from './ingest/ingest-events.route.ts';
import { listNotificationsRoute } from './notifications/list-notifications.route.ts';
import { markNotificationSeenRoute } from './notifications/mark-notification-seen.route.ts';
import { notificationsChannel } from './notifications/notification.ts';
import { createNotificationStreams } from './notifications/notification-streams.ts';
import { notifyCredit } from './notifications/notify-credit.consumer.ts';
import { streamNotificationsRoute } from './notifications/stream-notifications.route.ts';
import { advanceProgress } from './progress/advance-progress.consumer.ts';
import { createEventApplier } from './progress/apply-events.ts';
import { countQuestUsersRoute } from './progress/count-quest-users.route.ts';
import { listProgressRoute } from './progress/list-progress.route.ts';
import { createDefinitions } from './quest-definitions/definitions.ts';
import { projectQuests } from './quest-definitions/project-quests.consumer.ts';
import { takeCatalogEventRoute } from './quest-definitions/take-catalog-event.route.ts';

export type { ProcessingDependencies, ProcessingSettings } from './dependencies.ts';

/** The schema of the processing database, in order. */
export const processingMigrations: readonly Migrations[] = [
  messagingMigrations,
  { scope: 'processing', directory: fileURLToPath(new URL('../migrations', import.meta.url)) },
];

/** Processing over HTTP; the caller listens and closes, which also ends the open streams. */
export const createProcessingServer = async (deps: ProcessingDependencies): Promise<HttpServer> => {
  const { database, bus, logger, settings, keys, now } = deps;
  const app = await createHttpServer({
    service: 'processing',
    logger,
    readiness: { database: () => database.query({ text: 'select 1' }) },
    edge: deps.edge,
  });
  const streams = createNotificationStreams({
    database,
    logger,
    streamsPerUserMax: settings.streamsPerUserMax,
    heartbeatIntervalMs: settings.heartbeatIntervalMs,
    sweepIntervalMs: settings.streamSweepIntervalMs,
  });
  const listening = await bus.listen(notificationsChannel, ({ user_ids }) => {
    if (Array.isArray(user_ids)) streams.wake(user_ids.map(String));
  });
  const revoked = await bus.listen(revocationsChannel, deps.revocations.hear);
  app.addHook('preClose', async () => {
    await listening.stop();
    await revoked.stop();
    streams.stop();
  });

  const checkUser = createUserCheck(keys, standingByRevocations(deps.revocations));
  const definitions = createDefinitions({ database, source: deps.questSource, logger, now });
  const routeDeps: RouteDependencies = {
    ...deps,
    definitions,
    checkUser,
    asUser: requireCaller(checkUser),
  };
  await ingestEventsRoute(app, routeDeps);
  takeCatalogEventRoute(app, deps, projectQuests(deps));
  listEventsRoute(app, routeDeps);
  listProgressRoute(app, routeDeps);
  countQuestUsersRoute(app, routeDeps);
  claimRewardsRoute(app, routeDeps);
  listNotificationsRoute(app, routeDeps);
  markNotificationSeenRoute(app, routeDeps);
  streamNotificationsRoute(app, routeDeps, streams);
  return app;
};

/** What the service hears on the bus. */
export const createProcessingSubscriptions = (
  deps: Omit<
    ProcessingDependencies,
    'edge' | 'keys' | 'checkKey' | 'internalToken' | 'revocations'
  >,
): Subscription[] => {
  const { settings } = deps;
  const definitions = createDefinitions({ ...deps, source: deps.questSource });
  const apply = createEventApplier({ ...deps, definitions });
  return [advanceProgress(apply, settings), projectQuests(deps), notifyCredit(deps)];
};
