import { rewardPublic } from '@questline/contracts/catalog/reward';
import { listOf, listQuery } from '@questline/contracts/paging';
import { problemResponses } from '@questline/http/problem-responses';
import type { HttpServer } from '@questline/http/server';
import { notModified, toEtag } from '../../revalidation.ts';
import { toRewardTag } from '../../rewards/reward.ts';
import type { QueryDependencies } from '../dependencies.ts';
import { queryNotes, revalidated, viewers } from '../documentation.ts';
import { answerAndKeep } from '../kept-answers.ts';
import { showWrites } from '../min-version.ts';
import { countRewards, selectRewards } from './rewards.sql.ts';

export const listRewardsRoute = (app: HttpServer, deps: QueryDependencies): void => {
  app.get(
    '/api/v1/rewards/',
    {
      onRequest: deps.asViewer,
      preHandler: [deps.fromMemory, showWrites(deps.position)],
      schema: {
        operationId: 'listRewards',
        summary: 'List rewards, newest first',
        description: queryNotes,
        tags: ['rewards'],
        security: viewers,
        documentation: revalidated,
        querystring: listQuery,
        response: {
          200: listOf(rewardPublic),
          304: notModified,
          ...problemResponses(401, 422, 503),
        },
      },
    },
    async (request, reply) => {
      const { skip, limit } = request.query;
      return answerAndKeep(deps, { request, reply }, async () => {
        const rewards = await selectRewards(deps.database, { skip, limit });
        const count = await countRewards(deps.database);
        const etag = toEtag([count, ...rewards.map(toRewardTag)]);
        return { etag, body: { data: rewards.map(({ shown }) => shown), count } };
      });
    },
  );
};
