import { rewardPublic } from '@questline/contracts/catalog/reward';
import { problemResponses } from '@questline/http/problem-responses';
import type { HttpServer } from '@questline/http/server';
import { z } from 'zod';
import type { RouteDependencies } from '../dependencies.ts';
import { toRefusal } from '../refusals.ts';
import { selectReward } from './reward.sql.ts';
import { toRewardPublic } from './reward.ts';

export const getRewardRoute = (app: HttpServer, deps: RouteDependencies): void => {
  app.get(
    '/api/v1/rewards/:id',
    {
      onRequest: deps.asUser,
      schema: {
        summary: 'Read a reward',
        tags: ['rewards'],
        security: [{ bearer: [] }, { session: [] }],
        params: z.object({ id: z.uuid() }),
        response: { 200: rewardPublic, ...problemResponses(401, 404, 422) },
      },
    },
    async (request) => {
      const reward = await selectReward(deps.database, request.params.id);
      if (reward === undefined) throw toRefusal('unknown-reward');
      return toRewardPublic(reward);
    },
  );
};
