import { cursorQuery, pageOf } from '@questline/contracts/paging';
import { notification } from '@questline/contracts/processing/notification';
import { callerOf } from '@questline/http/caller';
import { callerSecurity } from '@questline/http/openapi/security';
import { problemResponses } from '@questline/http/problem-responses';
import type { HttpServer } from '@questline/http/server';
import type { RouteDependencies } from '../dependencies.ts';
import { selectNotificationFeed } from './notifications.sql.ts';

/** GET /notifications/: the caller's feed, newest first. */
export const listNotificationsRoute = (app: HttpServer, deps: RouteDependencies): void => {
  app.get(
    '/api/v1/notifications',
    {
      schema: {
        tags: ['notifications'],
        operationId: 'listNotifications',
        summary: 'List my notifications, newest first',
        description: 'The feed of the caller; the stream replays what was not seen.',
        security: callerSecurity,
        querystring: cursorQuery,
        response: { 200: pageOf(notification), ...problemResponses(401, 422, 503) },
      },
      onRequest: deps.asUser,
    },
    async (request) => {
      const { cursor, limit } = request.query;
      const { user_id } = callerOf(request);
      const data = await selectNotificationFeed(deps.database, user_id, cursor ?? null, limit);
      return { data, next_cursor: data.length === limit ? (data.at(-1)?.id ?? null) : null };
    },
  );
};
