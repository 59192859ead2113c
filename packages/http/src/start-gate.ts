import type { FastifyInstance } from 'fastify';
import { Refusal } from './refusal.ts';

export interface StartGate {
  /** From now on requests go through. */
  open(): void;
}

/**
 * Answers 503 to everything but liveness and metrics, so to readiness too, until it is opened: a process
 * listens before what it stands on is there. Call it before the server listens.
 */
export const addStartGate = (app: FastifyInstance): StartGate => {
  let opened = false;
  app.addHook('onRequest', (request, _reply, done) => {
    if (opened || request.url === '/health/live' || request.url === '/metrics') return done();
    const headers = { 'retry-after': '1' };
    done(new Refusal(503, 'starting', 'The service is starting.', { headers }));
  });
  return {
    open: () => {
      opened = true;
    },
  };
};
