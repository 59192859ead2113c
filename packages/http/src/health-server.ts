import type { Logger } from '@questline/telemetry/logger';
import fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { Edge } from './edge.ts';
import {
  addHealthRoutes,
  addMetricsRoute,
  type ReadinessChecks,
  type ReadinessDetails,
} from './health.ts';
import { createNodeServer } from './node-server.ts';
import { answerError, handleProblems } from './problem-handler.ts';

/** The HTTP side of a process without an API: its health, and its metrics unless they are elsewhere. */
export const createHealthServer = (options: {
  logger: Logger;
  readiness: ReadinessChecks;
  /** What a ready process reports of itself. */
  details?: ReadinessDetails;
  edge: Edge;
  metrics?: boolean;
}): FastifyInstance => {
  const app: FastifyInstance = fastify({
    loggerInstance: options.logger as FastifyBaseLogger,
    logController: new fastify.LogController({ disableRequestLogging: true }),
    serverFactory: (handler) => createNodeServer(handler, options.edge),
    frameworkErrors: answerError,
    forceCloseConnections: 'idle',
  });
  // Nothing here reads a body.
  app.removeAllContentTypeParsers();
  handleProblems(app);
  addHealthRoutes(app, options.readiness, options.details);
  if (options.metrics ?? true) addMetricsRoute(app);
  return app;
};
