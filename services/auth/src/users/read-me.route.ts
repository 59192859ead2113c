import { userPublic } from '@questline/contracts/auth/user';
import { callerOf } from '@questline/http/caller';
import { problemResponses } from '@questline/http/problem-responses';
import { unauthorized } from '@questline/http/refusal';
import type { HttpServer } from '@questline/http/server';
import type { RouteDependencies } from '../dependencies.ts';
import { callerSecurity } from '../sessions/caller-security.ts';
import { toUserPublic } from './user.ts';
import { selectUser } from './users.sql.ts';

export const readMeRoute = (app: HttpServer, deps: RouteDependencies): void => {
  app.get(
    '/api/v1/users/me',
    {
      onRequest: deps.asUser,
      schema: {
        operationId: 'getMe',
        summary: 'The caller',
        description: 'The account with the balances of its wallet.',
        tags: ['users'],
        security: callerSecurity,
        response: { 200: userPublic, ...problemResponses(401, 503) },
      },
    },
    async (request) => {
      const me = await selectUser(deps.database, callerOf(request).user_id);
      if (me === undefined) throw unauthorized();
      return toUserPublic(me);
    },
  );
};
