import { fileURLToPath } from 'node:url';
import { requireCaller } from '@questline/http/caller';
import { requireInternalToken } from '@questline/http/internal-token';
import { createHttpServer, type HttpServer } from '@questline/http/server';
import { createSuperuserCheck, createUserCheck } from '@questline/http/token-check';
import { messagingMigrations } from '@questline/messaging/migrations';
import type { Migrations } from '@questline/postgres/migrate';
import type { CatalogDependencies, RouteDependencies } from './dependencies.ts';
import { createQuestRoute } from './quests/create-quest.route.ts';
import { getQuestRoute } from './quests/get-quest.route.ts';
import { getQuestByNameRoute } from './quests/get-quest-by-name.route.ts';
import { listQuestVersionsRoute } from './quests/list-quest-versions.route.ts';
import { listQuestsRoute } from './quests/list-quests.route.ts';
import { createRewardRoute } from './rewards/create-reward.route.ts';
import { getRewardRoute } from './rewards/get-reward.route.ts';
import { listRewardsRoute } from './rewards/list-rewards.route.ts';

export { seedCatalog } from './seed-catalog.ts';
export type { CatalogDependencies };

/** The schema of the catalog's database, in order. */
export const catalogMigrations: readonly Migrations[] = [
  messagingMigrations,
  { scope: 'catalog', directory: fileURLToPath(new URL('../migrations', import.meta.url)) },
];

/** The catalog over HTTP; the caller listens and closes. */
export const createCatalogServer = async (deps: CatalogDependencies): Promise<HttpServer> => {
  const app = await createHttpServer({
    service: 'catalog',
    logger: deps.logger,
    readiness: { database: () => deps.database.query({ text: 'select 1' }) },
    trustProxy: deps.trustProxy,
  });
  const checkUser = createUserCheck(deps.keys);
  const routeDeps: RouteDependencies = {
    database: deps.database,
    now: deps.now,
    newId: deps.newId,
    asUser: requireCaller(checkUser),
    asSuperuser: requireCaller(createSuperuserCheck(checkUser)),
    asService: requireInternalToken(deps.internalToken),
  };
  const routes = [
    listQuestsRoute,
    getQuestRoute,
    getQuestByNameRoute,
    createQuestRoute,
    listRewardsRoute,
    getRewardRoute,
    createRewardRoute,
    listQuestVersionsRoute,
  ];
  for (const route of routes) route(app, routeDeps);
  return app;
};
