import { fileURLToPath } from 'node:url';
import { requireSuperuserOrKey } from '@questline/http/api-key-check';
import { requireInternalToken } from '@questline/http/internal-token';
import { Refusal } from '@questline/http/refusal';
import { createHttpServer, type HttpServer } from '@questline/http/server';
import { createUserCheck, standingByRevocations } from '@questline/http/token-check';
import type { Subscription } from '@questline/messaging/bus';
import { messagingMigrations } from '@questline/messaging/migrations';
import type { Migrations } from '@questline/postgres/migrate';
import type { CommandDependencies } from './commands/dependencies.ts';
import { changeQuestStateRoutes } from './commands/quests/change-quest-state.route.ts';
import { createQuestRoute } from './commands/quests/create-quest.route.ts';
import { deleteQuestRoute } from './commands/quests/delete-quest.route.ts';
import { editQuestRoute } from './commands/quests/edit-quest.route.ts';
import { listQuestVersionsRoute } from './commands/quests/list-quest-versions.route.ts';
import { createRewardRoute } from './commands/rewards/create-reward.route.ts';
import { editRewardRoute } from './commands/rewards/edit-reward.route.ts';
import { retireRewardRoute } from './commands/rewards/retire-reward.route.ts';
import type { CatalogCommandsDependencies, CatalogQueriesDependencies } from './dependencies.ts';
import type { QueryDependencies } from './queries/dependencies.ts';
import { answerFromMemory, createKeptAnswers, type KeptAnswers } from './queries/kept-answers.ts';
import { awaitPositionRoute } from './queries/positions/await-position.route.ts';
import { getQuestRoute } from './queries/quests/get-quest.route.ts';
import { getQuestByNameRoute } from './queries/quests/get-quest-by-name.route.ts';
import { listQuestChangesRoute } from './queries/quests/list-quest-changes.route.ts';
import { listQuestsRoute } from './queries/quests/list-quests.route.ts';
import { getRewardRoute } from './queries/rewards/get-reward.route.ts';
import { listRewardsRoute } from './queries/rewards/list-rewards.route.ts';
import { decorateViewer, requireViewer } from './queries/viewer.ts';
import { projectCatalog } from './queries/views/project-catalog.consumer.ts';

export { createAwaitCounted } from './commands/visibility/await-counted.ts';
export { visibleWaitMs } from './commands/visibility/await-visible.ts';
export { observeEarlyEvents } from './queries/views/observe-early-events.ts';
export { watchPosition } from './queries/views/view-position.ts';
export { seedCatalog } from './seed-catalog.ts';
export type { CatalogCommandsDependencies, CatalogQueriesDependencies };

const directoryOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The schema of the command store, in order. */
export const catalogMigrations: readonly Migrations[] = [
  messagingMigrations,
  { scope: 'catalog', directory: directoryOf('../migrations') },
];

/** The schema of the views, which are a database of their own. */
export const catalogViewsMigrations: readonly Migrations[] = [
  { scope: 'catalog-views', directory: directoryOf('../migrations-views') },
];

const addCommandRoutes = (app: HttpServer, deps: CommandDependencies): void => {
  createQuestRoute(app, deps);
  editQuestRoute(app, deps);
  changeQuestStateRoutes(app, deps);
  deleteQuestRoute(app, deps);
  createRewardRoute(app, deps);
  editRewardRoute(app, deps);
  retireRewardRoute(app, deps);
};

const addQueryRoutes = (app: HttpServer, deps: QueryDependencies): void => {
  const routes = [
    listQuestsRoute,
    getQuestRoute,
    getQuestByNameRoute,
    listQuestChangesRoute,
    listRewardsRoute,
    getRewardRoute,
  ];
  for (const route of routes) route(app, deps);
};

const refuseMisdirected = async (): Promise<never> => {
  throw new Refusal(421, 'misdirected', 'Another process answers this.');
};

/**
 * Either side knows the other's routes by their description alone, so that one document has both, and
 * a method that neither has is answered 405 with what is possible at the path.
 */
const describeCommands = (app: HttpServer, deps: CatalogQueriesDependencies): void =>
  addCommandRoutes(app, {
    ...deps,
    newId: () => '',
    asEditor: refuseMisdirected,
    asService: refuseMisdirected,
    awaitVisible: refuseMisdirected,
    awaitCounted: refuseMisdirected,
  });

const describeQueries = (app: HttpServer, deps: CatalogCommandsDependencies): void =>
  addQueryRoutes(app, {
    database: deps.database,
    now: deps.now,
    kept: createKeptAnswers(),
    position: { known: () => undefined, reach: refuseMisdirected, stop: refuseMisdirected },
    fromMemory: refuseMisdirected,
    asViewer: refuseMisdirected,
    asService: refuseMisdirected,
  });

/** The side that decides, over HTTP; the caller listens and closes. */
export const createCatalogCommandsServer = async (
  deps: CatalogCommandsDependencies,
): Promise<HttpServer> => {
  const { database, logger, edge } = deps;
  const readiness = { database: () => database.query({ text: 'select 1' }) };
  const app = await createHttpServer({ service: 'catalog', logger, readiness, edge });
  const asEditor = requireSuperuserOrKey({
    checkUser: createUserCheck(deps.keys, standingByRevocations(deps.revocations)),
    checkKey: deps.checkKey,
    scope: 'catalog:write',
  });
  const asService = requireInternalToken(deps.internalToken);
  addCommandRoutes(app, { ...deps, asEditor, asService });
  listQuestVersionsRoute(app, { database, asService });
  describeQueries(app, deps);
  return app;
};

/** The side that shows, over HTTP; the caller listens and closes. */
export const createCatalogQueriesServer = async (
  deps: CatalogQueriesDependencies,
): Promise<HttpServer> => {
  const { database, logger, edge, position, now } = deps;
  const readiness = { views: () => database.query({ text: 'select 1' }) };
  const app = await createHttpServer({ service: 'catalog', logger, readiness, edge });
  decorateViewer(app);
  const checkUser = createUserCheck(deps.keys, standingByRevocations(deps.revocations));
  const answers: KeptAnswers = { kept: createKeptAnswers(), position };
  const routeDeps: QueryDependencies = {
    ...answers,
    database,
    now,
    fromMemory: answerFromMemory(answers),
    asViewer: requireViewer({ checkUser, checkKey: deps.checkKey }),
    asService: requireInternalToken(deps.internalToken),
  };
  addQueryRoutes(app, routeDeps);
  awaitPositionRoute(app, routeDeps);
  describeCommands(app, deps);
  return app;
};

/** What keeps the views. */
export const createCatalogSubscriptions = (
  deps: Parameters<typeof projectCatalog>[0],
): Subscription[] => [projectCatalog(deps)];
