import { callerOf } from '@questline/http/caller';
import { callerSecurity } from '@questline/http/openapi/security';
import { problemResponses } from '@questline/http/problem-responses';
import type { HttpServer } from '@questline/http/server';
import { z } from 'zod';
import type { RouteDependencies } from '../dependencies.ts';
import type { NotificationStreams } from './notification-streams.ts';

const eventId = z.string().regex(/^\d{1,15}$/, 'an event id is a whole number');
/** Bytes a client may leave unread before it is let go. */
const unreadBytesMax = 1024 * 1024;
const reconnectDelayMs = 1_000;

/**
 * GET /notifications/stream: Server-Sent Events (WHATWG HTML, 9.2). `Last-Event-ID`, or
 * `last_event_id` in the query, replays what came after it. The stream ends with the token,
 * and with the session.
 */
export const streamNotificationsRoute = (
  app: HttpServer,
  deps: RouteDependencies,
  streams: NotificationStreams,
): void => {
  app.get(
    '/api/v1/notifications/stream',
    {
      schema: {
        tags: ['notifications'],
        operationId: 'streamNotifications',
        summary: 'What I am told, as it happens',
        security: callerSecurity,
        description:
          'Server-Sent Events: each message is one notification, `event` its kind and `data` the object ' +
          'as JSON. `Last-Event-ID`, or `last_event_id` in the query for clients that cannot set headers, ' +
          'replays what came after it.',
        querystring: z.object({ last_event_id: eventId.optional() }),
        headers: z.object({ 'last-event-id': eventId.optional() }),
        documentation: { answers: 'text/event-stream', aliases: ['last_event_id'] },
        response: { 200: z.string(), ...problemResponses(401, 422, 503) },
      },
      onRequest: deps.asUser,
      config: { streams: true },
      // A stream that sends nothing would never end.
      exposeHeadRoute: false,
    },
    (request, reply) => {
      const { user_id, expires_at, session_id, issued_at_ms } = callerOf(request);
      const lastEventId = request.headers['last-event-id'] ?? request.query.last_event_id;
      reply.hijack();
      const { raw } = reply;
      for (const [name, value] of Object.entries(reply.getHeaders())) {
        if (value !== undefined) raw.setHeader(name, value);
      }
      raw.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-cache, no-transform',
        'x-accel-buffering': 'no',
      });
      raw.write(`retry: ${reconnectDelayMs}\n\n`);
      const stream = streams.open(
        user_id,
        lastEventId === undefined ? undefined : Number(lastEventId),
        {
          write: (text) => {
            raw.write(text);
            return raw.writableLength <= unreadBytesMax;
          },
          close: () => raw.end(),
        },
      );
      const end = setTimeout(stream.close, expires_at.getTime() - deps.now().getTime());
      const endIfRevoked = () => {
        if (deps.revocations.standingOf(session_id, issued_at_ms) !== 'valid') stream.close();
      };
      const endWatch = deps.revocations.onChange(endIfRevoked);
      // What was revoked since the request was let in.
      endIfRevoked();
      raw.on('close', () => {
        clearTimeout(end);
        endWatch();
        stream.close();
      });
    },
  );
};
