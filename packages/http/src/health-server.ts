import type { Logger } from '@questline/telemetry/logger';
import fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { addHealthRoutes, type ReadinessChecks } from './health.ts';
import { handleProblems } from './problem-handler.ts';

/** The HTTP side of a process without an API: its health and its metrics. */
export const createHealthServer = (options: {
  logger: Logger;
  readiness: ReadinessChecks;
}): FastifyInstance => {
  const app: FastifyInstance = fastify({
    loggerInstance: options.logger as FastifyBaseLogger,
    logController: new fastify.LogController({ disableRequestLogging: true }),
    forceCloseConnections: 'idle',
  });
  handleProblems(app);
  addHealthRoutes(app, options.readiness);
  return app;
};
