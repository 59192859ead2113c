import { callerOf } from '@questline/http/caller';
import { callerSecurity } from '@questline/http/openapi/security';
import { problemResponses } from '@questline/http/problem-responses';
import { Refusal, unauthorized } from '@questline/http/refusal';
import type { HttpServer } from '@questline/http/server';
import { runAt } from '@questline/lifecycle/run-at';
import { z } from 'zod';
import type { RouteDependencies } from '../dependencies.ts';
import type { NotificationStreams } from './notification-streams.ts';

const eventId = z.string().regex(/^\d{1,15}$/, 'an event id is a whole number');
/** Bytes a client may leave unread before it is let go. */
const unreadBytesMax = 1024 * 1024;
/** A user with too many streams may come back when one of them is closed. */
const retryAfterSeconds = 10;
/** How long before the end of its token a client is told, at the most; else at half of what is left. */
const noticeMsMax = 30_000;

const tooManyStreams = () =>
  new Refusal(429, 'too-many-streams', 'Too many streams are open for this user.', {
    headers: { 'retry-after': String(retryAfterSeconds) },
  });

/**
 * GET /notifications/stream: Server-Sent Events (WHATWG HTML, 9.2). `Last-Event-ID`, or
 * `last_event_id` in the query, replays what came after it. Before the token
 * ends there is one `token_expiring`; the stream ends with the token, and with the session.
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
        summary: 'Stream my notifications as they happen',
        security: callerSecurity,
        description:
          'Server-Sent Events: each message is one notification, `event` its kind and `data` the object ' +
          'as JSON. `Last-Event-ID`, or `last_event_id` in the query for clients that cannot set headers, ' +
          'replays what came after it; an id above the newest is answered with one `resync`, after which ' +
          'the client reads everything again. Before the token ends there is one `token_expiring`. ' +
          'Beyond a number of streams for each user another is refused with 429.',
        querystring: z.object({ last_event_id: eventId.optional() }),
        headers: z.object({ 'last-event-id': eventId.optional() }),
        documentation: { answers: 'text/event-stream', aliases: ['last_event_id'] },
        response: { 200: z.string(), ...problemResponses(401, 422, 429, 503) },
      },
      onRequest: deps.asUser,
      config: { streams: true },
      // A stream that sends nothing would never end.
      exposeHeadRoute: false,
    },
    (request, reply) => {
      const { user_id, expires_at, session_id, issued_at_ms } = callerOf(request);
      const leftMs = expires_at.getTime() - deps.now().getTime();
      // Other requests are let in for some seconds more, but this one would end as it begins.
      if (leftMs <= 0) throw unauthorized('The session is over. Sign in again.');
      const lastEventId = request.headers['last-event-id'] ?? request.query.last_event_id;
      const { raw } = reply;
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
      if (stream === undefined) throw tooManyStreams();
      reply.hijack();
      for (const [name, value] of Object.entries(reply.getHeaders())) {
        if (value !== undefined) raw.setHeader(name, value);
      }
      raw.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-cache, no-transform',
        'x-accel-buffering': 'no',
      });
      // Proxies and clients take a stream for open when something has come.
      raw.write(': open\n\n');
      const noticeAt = new Date(expires_at.getTime() - Math.min(noticeMsMax, leftMs / 2));
      const cancelNotice = runAt(noticeAt, deps.now, () => stream.tellExpiring(expires_at));
      const cancelEnd = runAt(expires_at, deps.now, stream.close);
      const endIfRevoked = () => {
        if (deps.revocations.standingOf(session_id, issued_at_ms) !== 'valid') stream.close();
      };
      const endWatch = deps.revocations.onChange(endIfRevoked);
      // What was revoked since the request was let in.
      endIfRevoked();
      raw.on('close', () => {
        cancelNotice();
        cancelEnd();
        endWatch();
        stream.close();
      });
    },
  );
};
