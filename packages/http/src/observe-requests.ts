import { defineDuration } from '@questline/telemetry/metrics';
import { runInSpan, type StartedSpan, startSpan } from '@questline/telemetry/spans';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The answer goes on for as long as the client listens: opening it is the request. */
    streams?: boolean;
    /** Processes ask for it all the time: it is no work of the service. */
    polled?: boolean;
  }
}

const requestDuration = defineDuration<{ route: string; method: string; status: string }>(
  'http_server_request_duration_seconds',
  'From a request to the end of its answer, or to the opening of a stream, by route template.',
);

const decorator = 'observedRequest';

interface ObservedRequest {
  readonly span: StartedSpan | undefined;
  readonly startedMs: number;
  ended: boolean;
}

/** The same goes for what orchestrators and scrapers ask. */
const unobserved = new Set(['/health/live', '/health/ready', '/metrics']);

/** The template, so that neither ids nor addresses of users become labels. */
const routeOf = (request: FastifyRequest): string => request.routeOptions.url ?? 'unmatched';

const find = (request: FastifyRequest) =>
  request.getDecorator<ObservedRequest | null>(decorator) ?? undefined;

const begin = (request: FastifyRequest): ObservedRequest | undefined => {
  const route = routeOf(request);
  if (unobserved.has(route) || request.routeOptions.config.polled) return undefined;
  const { traceparent } = request.headers;
  const span = startSpan(`${request.method} ${route}`, {
    kind: 'server',
    parent: typeof traceparent === 'string' ? traceparent : undefined,
    attributes: { 'http.request.method': request.method, 'http.route': route },
  });
  const observed = { span, startedMs: performance.now(), ended: false };
  request.setDecorator<ObservedRequest | null>(decorator, observed);
  return observed;
};

const end = (request: FastifyRequest, reply: FastifyReply) => {
  const observed = find(request);
  if (!observed || observed.ended) return;
  observed.ended = true;
  const { span, startedMs } = observed;
  const { method } = request;
  const { statusCode } = reply;
  const seconds = (performance.now() - startedMs) / 1_000;
  requestDuration.record(seconds, { route: routeOf(request), method, status: `${statusCode}` });
  span?.setAttributes({ 'http.response.status_code': statusCode });
  if (statusCode >= 500) span?.fail(`${statusCode}`);
  span?.end();
};

/**
 * A span and a duration for every request; to be called before other hooks are added, which then run
 * inside the span. It goes on the trace that a client begins with its `traceparent`.
 */
export const observeRequests = (app: FastifyInstance): void => {
  app.decorateRequest(decorator, null);
  app.addHook('onRequest', (request, _reply, done) => runInSpan(begin(request)?.span, done));
  // A body is read in the context of its socket: what comes after it has to be led back.
  app.addHook('preValidation', (request, _reply, done) => runInSpan(find(request)?.span, done));
  app.addHook('preHandler', (request, reply, done) => {
    if (request.routeOptions.config.streams) end(request, reply);
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    end(request, reply);
    done();
  });
};
