import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import swagger from '@fastify/swagger';
import type { Logger } from '@questline/telemetry/logger';
import fastify, { type FastifyBaseLogger } from 'fastify';
import {
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import { allowOrigins } from './allow-origins.ts';
import { decorateSuperuserOrKey } from './api-key-check.ts';
import { decorateCaller } from './caller.ts';
import { refuseTwoCredentials } from './credentials.ts';
import { decorateEdge, type Edge, toTrustProxy } from './edge.ts';
import { addHealthRoutes, addMetricsRoute, type ReadinessChecks } from './health.ts';
import { checkHosts } from './host-check.ts';
import { readJsonBodies } from './json-body.ts';
import { pathPartLengthMax } from './known-methods.ts';
import { refuseUnknownQueries } from './known-query.ts';
import { createNodeServer } from './node-server.ts';
import { observeRequests } from './observe-requests.ts';
import { requireDescription } from './openapi/require-description.ts';
import { swaggerOptions } from './openapi/swagger-options.ts';
import { answerError, handleProblems } from './problem-handler.ts';
import { holdBodies } from './request-body.ts';
import { nameRequests, requestIdOf } from './request-id.ts';
import { secureAnswers } from './security-headers.ts';

export const bodyBytesMax = 1024 * 1024;
/** A shorter answer fits into one packet as it is. */
const compressedBytesMin = 1_024;

export interface HttpServerOptions {
  /** `auth`, `catalog` or `processing`: names the OpenAPI document, `/api/docs/<service>.json`. */
  service: string;
  logger: Logger;
  readiness: ReadinessChecks;
  edge: Edge;
}

/**
 * A Fastify server with what every service shares: zod schemas that validate, type and document;
 * problem documents; limits of connections and hosts; health and metrics routes; spans and durations;
 * security headers; cookies and forms; bodies of 1 MiB, packed or not; packed answers.
 */
export const createHttpServer = async (options: HttpServerOptions) => {
  const { edge } = options;
  const app = fastify({
    loggerInstance: options.logger as FastifyBaseLogger,
    logController: new fastify.LogController({ disableRequestLogging: true }),
    bodyLimit: bodyBytesMax,
    trustProxy: toTrustProxy(edge),
    serverFactory: (handler) => createNodeServer(handler, edge),
    genReqId: requestIdOf,
    // Requests in hand are answered before the server is closed.
    forceCloseConnections: 'idle',
    // The router's own refusals, as of a malformed percent-encoding, pass by the error handler.
    frameworkErrors: answerError,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: pathPartLengthMax },
  }).withTypeProvider<ZodTypeProvider>();

  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  observeRequests(app);
  nameRequests(app);
  handleProblems(app);
  refuseUnknownQueries(app);
  readJsonBodies(app);
  holdBodies(app);
  decorateEdge(app, edge);
  decorateCaller(app);
  decorateSuperuserOrKey(app);
  secureAnswers(app);
  await allowOrigins(app, edge);
  checkHosts(app);
  refuseTwoCredentials(app);
  await app.register(compress, {
    globalDecompression: false,
    encodings: ['br', 'gzip'],
    threshold: compressedBytesMin,
  });
  await app.register(cookie);
  await app.register(formbody);
  requireDescription(app);
  await app.register(swagger, swaggerOptions(options.service));
  addHealthRoutes(app, options.readiness);
  addMetricsRoute(app);
  app.get(`/api/docs/${options.service}.json`, { schema: { hide: true } }, () => app.swagger());
  return app;
};

export type HttpServer = Awaited<ReturnType<typeof createHttpServer>>;
