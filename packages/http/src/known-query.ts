import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { toInvalid } from './refusal.ts';

/** The names that a route's schema of its query knows. Throws at the start for one without names. */
const namesOf = (schema: unknown): ReadonlySet<string> => {
  if (schema === undefined) return new Set();
  if (schema instanceof z.ZodPipe) return namesOf(schema.in);
  if (schema instanceof z.ZodObject) return new Set(Object.keys(schema.shape));
  throw new Error('the schema of a query has to be an object');
};

/** More are not listed: a query of a thousand unknown names is not answered with as many. */
const errorsMax = 20;

/**
 * Refuses parameters that a route does not know with 422, on every route added from here on: after its
 * own checks of the caller, and before its body is read.
 */
export const refuseUnknownQueries = (app: FastifyInstance): void => {
  app.addHook('onRoute', (route) => {
    const known = namesOf(route.schema?.querystring);
    const check = (
      request: { readonly query: unknown },
      _reply: unknown,
      done: (error?: Error) => void,
    ) => {
      const unknown = Object.keys(request.query as object).filter((name) => !known.has(name));
      if (unknown.length === 0) return done();
      const errors = unknown
        .slice(0, errorsMax)
        .map((path) => ({ path, message: 'is not known here' }));
      done(toInvalid(errors));
    };
    route.onRequest = [...[route.onRequest ?? []].flat(), check];
  });
};
