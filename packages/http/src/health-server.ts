import type { Logger } from '@questline/telemetry/logger';
import fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { Edge } from './edge.ts';
import { addHealthRoutes, type ReadinessChecks } from './health.ts';
import { createNodeServer } from './node-server.ts';
import { answerError, handleProblems } from './problem-handler.ts';

/** The HTTP side of a process without an API: its health and its metrics. */
export const createHealthServer = (options: {
  logger: Logger;
  readiness: ReadinessChecks;
  edge: Edge;
}): FastifyInstance => {
  const app: FastifyInstance = fastify({
    loggerInstance: options.logger as FastifyBaseLogger,
    logController: new fastify.LogController({ disableRequestLogging: true }),
    serverFactory: (handler) => createNodeServer(handler, options.edge),
    frameworkErrors: answerError,
    forceCloseConnections: 'idle',
  });
  handleProblems(app);
  addHealthRoutes(app, options.readiness);
  return app;
};
