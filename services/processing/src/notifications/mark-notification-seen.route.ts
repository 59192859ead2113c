import { callerOf } from '@questline/http/caller';
import { callerSecurity } from '@questline/http/openapi/security';
import { problemResponses } from '@questline/http/problem-responses';
import { notFound } from '@questline/http/refusal';
import type { HttpServer } from '@questline/http/server';
import { z } from 'zod';
import type { RouteDependencies } from '../dependencies.ts';
import { updateSeen } from './notifications.sql.ts';

const notificationId = z.string().regex(/^\d{1,18}$/, 'a notification id is a whole number');

/** POST /notifications/{id}/seen: a new stream does not show it again; once or more, the same. */
export const markNotificationSeenRoute = (app: HttpServer, deps: RouteDependencies): void => {
  app.post(
    '/api/v1/notifications/:id/seen',
    {
      schema: {
        tags: ['notifications'],
        operationId: 'markNotificationSeen',
        summary: 'I have seen this',
        description: 'A new stream does not show it again. A repeat changes nothing.',
        security: callerSecurity,
        params: z.object({ id: notificationId }),
        response: { 204: z.void(), ...problemResponses(401, 404, 422, 503) },
      },
      onRequest: deps.asUser,
    },
    async (request, reply) => {
      const { user_id } = callerOf(request);
      const seen = await updateSeen(deps.database, user_id, request.params.id, deps.now());
      if (!seen) throw notFound('The notification');
      return reply.code(204).send();
    },
  );
};
