import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Caller, CallerCheck } from './token-check.ts';

const decorator = 'verifiedCaller';

/** Makes room on each request for who calls. */
export const decorateCaller = (app: FastifyInstance): void => {
  app.decorateRequest(decorator, null);
};

/** An `onRequest` hook, so that 401 and 403 come before anything the body or the path could cause. */
export const requireCaller =
  (check: CallerCheck) =>
  async (request: FastifyRequest): Promise<void> => {
    const caller = await check(request);
    request.bodyOwner = caller.user_id;
    request.setDecorator<Caller>(decorator, caller);
  };

/** Who calls, on a route with a `requireCaller` hook. */
export const callerOf = (request: Pick<FastifyRequest, 'getDecorator'>): Caller =>
  request.getDecorator<Caller>(decorator);
