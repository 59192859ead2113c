import { rewardPublic } from '@questline/contracts/catalog/reward';
import { listOf, listQuery } from '@questline/contracts/paging';
import { problemResponses } from '@questline/http/problem-responses';
import type { HttpServer } from '@questline/http/server';
import type { RouteDependencies } from '../dependencies.ts';
import { countRewards, selectRewards } from './reward.sql.ts';
import { toRewardPublic } from './reward.ts';

export const listRewardsRoute = (app: HttpServer, deps: RouteDependencies): void => {
  app.get(
    '/api/v1/rewards/',
    {
      onRequest: deps.asUser,
      schema: {
        summary: 'List rewards, newest first',
        tags: ['rewards'],
        security: [{ bearer: [] }, { session: [] }],
        querystring: listQuery,
        response: { 200: listOf(rewardPublic), ...problemResponses(401, 422) },
      },
    },
    async (request) => {
      const rewards = await selectRewards(deps.database, request.query);
      const count = await countRewards(deps.database);
      return { data: rewards.map(toRewardPublic), count };
    },
  );
};
