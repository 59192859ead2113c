import type { FastifyInstance } from 'fastify';
import { Refusal } from './refusal.ts';

/** Every server reads these; a route that takes others refuses in words of its own. */
const takenTypes = 'application/json, application/x-www-form-urlencoded';

/** 415 with what is taken instead (LDP, 7.1; RFC 5789, 3.1). */
const unsupported = (method: string): Refusal =>
  new Refusal(415, 'refused', 'The content type is not supported here.', {
    headers: { [method === 'PATCH' ? 'accept-patch' : 'accept-post']: takenTypes },
  });

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
  app.addContentTypeParser('*', ({ headers, method }, _payload, done) => {
    const { 'content-length': length = '0', 'transfer-encoding': coding } = headers;
    if (length === '0' && coding === undefined) return done(null, undefined);
    done(unsupported(method));
  });
};
