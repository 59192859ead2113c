import type { FastifyRequest } from 'fastify';

/**
 * The cookie that carries the access token of a browser. With its prefix browsers take it over HTTPS
 * alone, for this host and no other (RFC 6265bis, section 4.1.3.2).
 */
export const secureSessionCookie = '__Host-questline_session';
/** The same where the site is served over plain HTTP, and what earlier releases set everywhere. */
export const plainSessionCookie = 'questline_session';

/** The access token that the browser sent; that of an earlier release counts until it is replaced. */
export const readSessionCookie = (request: Pick<FastifyRequest, 'cookies'>): string | undefined =>
  request.cookies[secureSessionCookie] ?? request.cookies[plainSessionCookie];
