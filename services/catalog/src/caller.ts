import type { HttpServer } from '@questline/http/server';
import type { Caller, CallerCheck } from '@questline/http/token-check';
import type { FastifyRequest } from 'fastify';

const decorator = 'caller';

/** Makes room on each request for who calls. */
export const decorateCaller = (app: HttpServer): void => {
  app.decorateRequest(decorator, null);
};

/** An `onRequest` hook, so that 401 and 403 come before anything the body or the path could cause. */
export const requireCaller =
  (check: CallerCheck) =>
  async (request: FastifyRequest): Promise<void> => {
    request.setDecorator<Caller>(decorator, await check(request));
  };

/** Who calls, on a route with a `requireCaller` hook. */
export const callerOf = (request: Pick<FastifyRequest, 'getDecorator'>): Caller =>
  request.getDecorator<Caller>(decorator);
