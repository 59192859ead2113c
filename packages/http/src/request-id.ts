import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';

const header = 'x-request-id';
/** What a gateway or a client may give; anything else could be made to look like something in a log. */
const wellFormed = /^[\w.:-]{1,128}$/;

/** The id a request came with, or a new one. */
export const requestIdOf = ({ headers }: Pick<IncomingMessage, 'headers'>): string => {
  const given = headers[header];
  return typeof given === 'string' && wellFormed.test(given) ? given : randomUUID();
};

/** Every answer names its request: the same id stands in the log. */
export const nameRequests = (app: FastifyInstance): void => {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header(header, request.id);
    done();
  });
};
