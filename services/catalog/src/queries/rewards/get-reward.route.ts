import { rewardPublic } from '@questline/contracts/catalog/reward';
import { problemResponses } from '@questline/http/problem-responses';
import type { HttpServer } from '@questline/http/server';
import { z } from 'zod';
import { toRefusal } from '../../refusals.ts';
import { notModified } from '../../revalidation.ts';
import { toRewardTag } from '../../rewards/reward.ts';
import type { QueryDependencies } from '../dependencies.ts';
import { queryNotes, revalidated, viewers } from '../documentation.ts';
import { answerAndKeep } from '../kept-answers.ts';
import { showWrites } from '../min-version.ts';
import { selectReward } from './rewards.sql.ts';

export const getRewardRoute = (app: HttpServer, deps: QueryDependencies): void => {
  app.get(
    '/api/v1/rewards/:id',
    {
      onRequest: deps.asViewer,
      preHandler: [deps.fromMemory, showWrites(deps.position)],
      schema: {
        operationId: 'getReward',
        summary: 'Read a reward',
        description: queryNotes,
        tags: ['rewards'],
        security: viewers,
        documentation: revalidated,
        params: z.object({ id: z.uuid() }),
        response: {
          200: rewardPublic,
          304: notModified,
          ...problemResponses(401, 404, 422, 503),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      return answerAndKeep(deps, { request, reply }, async () => {
        const reward = await selectReward(deps.database, id);
        if (reward === undefined) throw toRefusal({ kind: 'unknown-reward' });
        return { etag: toRewardTag(reward), body: reward.shown };
      });
    },
  );
};
