import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import type { Edge } from './edge.ts';

/** What pages may read of an answer besides its body. */
const exposedHeaders = [
  'etag',
  'retry-after',
  'x-request-id',
  'allow',
  'accept-post',
  'link',
  'preference-applied',
  'questline-version',
  'www-authenticate',
];
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
/** How long a browser may remember the answer to a preflight, in seconds. */
const preflightMaxAge = 600;

/**
 * Lets pages of ALLOWED_ORIGINS call the API and read its answers (Fetch, 3.2: CORS protocol). Without
 * credentials: they send a bearer token, and the session cookie stays with this origin's own pages.
 */
export const allowOrigins = async (app: FastifyInstance, edge: Edge): Promise<void> => {
  if (edge.allowedOrigins.length === 0) return;
  await app.register(cors, {
    origin: [...edge.allowedOrigins],
    methods,
    exposedHeaders,
    maxAge: preflightMaxAge,
    strictPreflight: false,
  });
};
