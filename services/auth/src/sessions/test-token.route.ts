import { userPublic } from '@questline/contracts/auth/user';
import { callerOf } from '@questline/http/caller';
import { problemResponses } from '@questline/http/problem-responses';
import { unauthorized } from '@questline/http/refusal';
import type { HttpServer } from '@questline/http/server';
import type { RouteDependencies } from '../dependencies.ts';
import { toUserPublic } from '../users/user.ts';
import { selectUser } from '../users/users.sql.ts';
import { callerSecurity } from './caller-security.ts';

export const testTokenRoute = (app: HttpServer, deps: RouteDependencies): void => {
  app.post(
    '/api/v1/login/test-token',
    {
      onRequest: deps.asUser,
      schema: {
        operationId: 'testToken',
        summary: 'Whose access token this is',
        description: 'The account, as of now.',
        tags: ['login'],
        security: callerSecurity,
        response: { 200: userPublic, ...problemResponses(401, 403, 503) },
      },
    },
    async (request) => {
      const me = await selectUser(deps.database, callerOf(request).user_id);
      if (me === undefined) throw unauthorized();
      return toUserPublic(me);
    },
  );
};
