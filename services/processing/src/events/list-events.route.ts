import { cursorQuery, pageOf } from '@questline/contracts/paging';
import { storedEvent } from '@questline/contracts/processing/progress';
import { callerOf } from '@questline/http/caller';
import { callerSecurity } from '@questline/http/openapi/security';
import { problemResponses } from '@questline/http/problem-responses';
import type { HttpServer } from '@questline/http/server';
import { z } from 'zod';
import type { RouteDependencies } from '../dependencies.ts';
import { ownUserId } from '../own-user-id.ts';
import { selectEvents } from './events.sql.ts';

const query = cursorQuery.extend({
  user_id: z.string().min(1).max(255).optional(),
  type: z.string().min(1).max(255).optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
});

/** GET /events/: a user's own events; a superuser's query may range over all. */
export const listEventsRoute = (app: HttpServer, deps: RouteDependencies): void => {
  app.get(
    '/api/v1/events',
    {
      schema: {
        tags: ['events'],
        operationId: 'listEvents',
        summary: 'Events in order of arrival',
        description: 'Own events; a superuser reads those of all users, or of one with `user_id`.',
        security: callerSecurity,
        querystring: query,
        response: { 200: pageOf(storedEvent), ...problemResponses(401, 403, 422, 503) },
      },
      onRequest: deps.asUser,
    },
    async (request) => {
      const caller = callerOf(request);
      const { user_id, type, from, to, cursor, limit } = request.query;
      const rows = await selectEvents(deps.database, {
        user_id: caller.is_superuser ? (user_id ?? null) : ownUserId(caller, user_id),
        type: type ?? null,
        from: from ?? null,
        to: to ?? null,
        after: cursor ?? null,
        limit,
      });
      const last = rows.length === limit ? rows.at(-1) : undefined;
      return {
        data: rows.map(({ seq: _, time, ...event }) => ({ ...event, time: time.toISOString() })),
        next_cursor: last ? String(last.seq) : null,
      };
    },
  );
};
