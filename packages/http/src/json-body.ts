import type { FastifyInstance } from 'fastify';
import { Refusal } from './refusal.ts';

/**
 * Reads JSON. An empty body is no body, whatever its content type: many clients name one with every
 * request. Another type with a body is answered 415; a page of another site may send text/plain
 * without a preflight, and nothing here reads it.
 */
export const readJsonBodies = (app: FastifyInstance): void => {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('text/plain');
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'string' },
    (request, body: string, done) => {
      if (body === '') done(null, undefined);
      else void parse(request, body, done);
    },
  );
  app.addContentTypeParser('*', ({ headers }, _payload, done) => {
    const { 'content-length': length = '0', 'transfer-encoding': coding } = headers;
    if (length === '0' && coding === undefined) return done(null, undefined);
    done(new Refusal(415, 'refused', 'The content type is not supported here.'));
  });
};
