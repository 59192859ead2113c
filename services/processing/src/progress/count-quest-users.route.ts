import { questUsers } from '@questline/contracts/processing/progress';
import { requireSuperuserOrKey } from '@questline/http/api-key-check';
import { callerOrKeySecurity } from '@questline/http/openapi/security';
import { problemResponses } from '@questline/http/problem-responses';
import { notFound } from '@questline/http/refusal';
import type { HttpServer } from '@questline/http/server';
import { z } from 'zod';
import type { RouteDependencies } from '../dependencies.ts';
import { selectQuestExists } from '../quest-definitions/quest-definitions.sql.ts';
import { selectQuestUsers } from './quest-users.sql.ts';

/** GET /progress/{quest_id}/users: how many users are on each version of a quest. */
export const countQuestUsersRoute = (app: HttpServer, deps: RouteDependencies): void => {
  app.get(
    '/api/v1/progress/:quest_id/users',
    {
      schema: {
        tags: ['progress'],
        operationId: 'countQuestUsers',
        summary: 'How many users are on each version of a quest, and half-way in it',
        description:
          'Half-way is who has begun a round and not completed it. Needs the scope `catalog:read`.',
        security: callerOrKeySecurity,
        params: z.object({ quest_id: z.uuid() }),
        response: { 200: questUsers, ...problemResponses(401, 403, 404, 422, 503) },
      },
      onRequest: requireSuperuserOrKey({
        checkUser: deps.checkUser,
        checkKey: deps.checkKey,
        scope: 'catalog:read',
      }),
    },
    async (request) => {
      const { quest_id } = request.params;
      const data = await selectQuestUsers(deps.database, quest_id);
      if (data.length === 0 && !(await selectQuestExists(deps.database, quest_id))) {
        throw notFound('The quest');
      }
      return { data, count: data.length };
    },
  );
};
