import { instant, parseInstant } from '@questline/contracts/instant';
import { cursorQuery, pageOf } from '@questline/contracts/paging';
import { storedEvent } from '@questline/contracts/processing/progress';
import { isStorableText } from '@questline/contracts/storable-text';
import { callerOf } from '@questline/http/caller';
import { callerSecurity } from '@questline/http/openapi/security';
import { problemResponses } from '@questline/http/problem-responses';
import type { HttpServer } from '@questline/http/server';
import { z } from 'zod';
import type { RouteDependencies } from '../dependencies.ts';
import { ownUserId } from '../own-user-id.ts';
import { fromColumns } from './event-envelope.ts';
import { type EventRow, selectEvents } from './events.sql.ts';

const storable = z
  .string()
  .min(1)
  .max(255)
  .refine(isStorableText, 'holds a character that no event holds');

const query = cursorQuery.extend({
  user_id: storable.optional(),
  type: storable.optional(),
  from: instant.optional(),
  to: instant.optional(),
});

const instantOf = (text: string | undefined): Date | null =>
  text === undefined ? null : (parseInstant(text) ?? null);

const toPublic = ({ seq: _, time, data, envelope, ...event }: EventRow) => ({
  ...event,
  time: time.toISOString(),
  ...fromColumns(data, envelope),
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
        from: instantOf(from),
        to: instantOf(to),
        after: cursor ?? null,
        limit,
      });
      const last = rows.length === limit ? rows.at(-1) : undefined;
      return {
        data: rows.map(toPublic),
        next_cursor: last ? String(last.seq) : null,
      };
    },
  );
};
