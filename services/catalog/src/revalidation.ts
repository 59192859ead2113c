import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

/** The answer without a body to a client that holds it already, for the OpenAPI document. */
export const notModified = z.null().describe('Unchanged since the ETag in If-None-Match');

/** A strong entity tag (RFC 9110, section 8.8.3) over what identifies one state of the answer. */
export const toEtag = (parts: readonly (string | number)[]): string =>
  `"${createHash('sha256').update(parts.join()).digest('base64url').slice(0, 22)}"`;

/** If-None-Match compares weakly: `W/` makes no difference (RFC 9110, section 13.1.2). */
export const matchesEtag = (ifNoneMatch: string | undefined, etag: string): boolean =>
  ifNoneMatch
    ?.split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''))
    .some((tag) => tag === '*' || tag === etag) ?? false;

/**
 * Marks the answer as one to ask for again each time, and says whether the client still holds it.
 * `private`, because what is visible depends on who asks.
 */
export const isNotModified = (
  request: Pick<FastifyRequest, 'headers'>,
  reply: Pick<FastifyReply, 'header'>,
  etag: string,
): boolean => {
  reply.header('etag', etag);
  reply.header('cache-control', 'private, no-cache');
  return matchesEtag(request.headers['if-none-match'], etag);
};
