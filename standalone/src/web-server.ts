import compress from '@fastify/compress';
import helmet from '@fastify/helmet';
import serveStatic from '@fastify/static';
import { decorateEdge, type Edge, toTrustProxy } from '@questline/http/edge';
import { checkHosts } from '@questline/http/host-check';
import { answerError, handleProblems } from '@questline/http/problem-handler';
import { notFound } from '@questline/http/refusal';
import type { Logger } from '@questline/telemetry/logger';
import fastify, { type FastifyBaseLogger } from 'fastify';
import { isNavigation, isPagePath } from './is-page-path.ts';

/** The page may load its own files only; styles may be set by scripts, as the toolkit does. */
const contentSecurityPolicy = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'self'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:'],
    objectSrc: ["'none'"],
    baseUri: ["'self'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
};

const yearSeconds = 31_536_000;

/**
 * Serves the built web app: hashed assets for a year, and its page to browsers that open one of its
 * paths. Everything else is answered 404 with a problem.
 */
export const createWebServer = async (options: {
  directory: string;
  logger: Logger;
  edge: Edge;
}) => {
  const app = fastify({
    loggerInstance: options.logger as FastifyBaseLogger,
    logController: new fastify.LogController({ disableRequestLogging: true }),
    trustProxy: toTrustProxy(options.edge),
    forceCloseConnections: true,
    frameworkErrors: answerError,
  });
  decorateEdge(app, options.edge);
  // Nothing here reads a body.
  app.removeAllContentTypeParsers();
  handleProblems(app, (url) => (isPagePath(url) ? ['GET', 'HEAD'] : []));
  checkHosts(app);
  await app.register(helmet, { contentSecurityPolicy, strictTransportSecurity: false });
  await app.register(compress);
  await app.register(serveStatic, {
    root: options.directory,
    wildcard: false,
    cacheControl: false,
    setHeaders: (reply, path) => {
      const hashed = path.includes('/assets/');
      const policy = hashed ? `public, max-age=${yearSeconds}, immutable` : 'no-cache';
      reply.header('cache-control', policy);
    },
  });
  app.get('/api/docs', (_request, reply) => reply.sendFile('api/docs/index.html'));
  app.get('/*', async (request, reply) => {
    const { url, headers } = request;
    if (!isPagePath(url)) throw notFound('This address');
    const isRoot = url === '/' || url.startsWith('/?');
    if (!isRoot && !isNavigation(headers.accept)) throw notFound('This address');
    return reply.sendFile('index.html');
  });
  return app;
};
