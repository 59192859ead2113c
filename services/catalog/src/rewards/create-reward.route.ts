import { rewardCreate, rewardPublic } from '@questline/contracts/catalog/reward';
import { problemResponses } from '@questline/http/problem-responses';
import type { HttpServer } from '@questline/http/server';
import type { RouteDependencies } from '../dependencies.ts';
import { toRefusal } from '../refusals.ts';
import { insertReward } from './reward.sql.ts';
import { toReward, toRewardPublic } from './reward.ts';

export const createRewardRoute = (app: HttpServer, deps: RouteDependencies): void => {
  app.post(
    '/api/v1/rewards/',
    {
      onRequest: deps.asSuperuser,
      schema: {
        summary: 'Create a reward',
        description: '`reward_item` is `gold`, `diamond` or the name of an item.',
        tags: ['rewards'],
        security: [{ bearer: [] }, { session: [] }],
        body: rewardCreate,
        response: { 201: rewardPublic, ...problemResponses(401, 403, 409, 422) },
      },
    },
    async (request, reply) => {
      const reward = toReward(request.body, deps.newId(), deps.now());
      const inserted = await deps.database.transaction((tx) => insertReward(tx, reward));
      if (!inserted) throw toRefusal('reward-name-taken');
      reply.code(201).header('location', `/api/v1/rewards/${reward.id}`);
      return toRewardPublic(reward);
    },
  );
};
