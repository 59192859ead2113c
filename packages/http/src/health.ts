import { metricsType, renderMetrics } from '@questline/telemetry/metrics';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** What must answer for the process to be ready, by name; a check rejects while its dependency is out. */
export type ReadinessChecks = Readonly<Record<string, () => Promise<unknown>>>;

/** What a ready process reports of itself, by name; a source that fails is left out. */
export type ReadinessDetails = Readonly<Record<string, () => Promise<number>>>;

const readinessTimeoutMs = 2_000;

const withTimeout = async <Value>(check: () => Promise<Value>): Promise<Value> => {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('no answer in time')), readinessTimeoutMs);
  try {
    return await Promise.race([check(), late]);
  } finally {
    clearTimeout(timer);
  }
};

const findMissing = async (checks: ReadinessChecks) => {
  const names = Object.keys(checks);
  const results = await Promise.allSettled(Object.values(checks).map(withTimeout));
  return results.flatMap((result, index) =>
    result.status === 'rejected' ? [{ dependency: names[index], err: result.reason }] : [],
  );
};

const readDetails = async (details: ReadinessDetails) => {
  const names = Object.keys(details);
  const results = await Promise.allSettled(Object.values(details).map(withTimeout));
  const read = results.flatMap((result, index) =>
    result.status === 'fulfilled' ? [[names[index], result.value]] : [],
  );
  return read.length > 0 ? { details: Object.fromEntries(read) } : {};
};

/**
 * `/health/live`: the process runs. `/health/ready`: what it needs answers too, else 503; what is out
 * goes to the log alone, when it changes. A ready process adds its details, `{"details": {"dead_letters": 3}}`.
 */
export const addHealthRoutes = (
  app: FastifyInstance,
  readiness: ReadinessChecks,
  details: ReadinessDetails = {},
): void => {
  let out = '';
  app.get('/health/live', { schema: { hide: true } }, () => ({ status: 'live' }));
  app.get(
    '/health/ready',
    { schema: { hide: true } },
    async (request: FastifyRequest, reply: FastifyReply) => {
      const missing = await findMissing(readiness);
      const now = missing.map(({ dependency }) => dependency).join();
      if (now !== out) {
        for (const each of missing) request.log.warn(each, `not ready: ${each.dependency} is out`);
        if (now === '') request.log.info('ready again');
        out = now;
      }
      return now === ''
        ? { status: 'ready', ...(await readDetails(details)) }
        : reply.code(503).header('retry-after', '1').send({ status: 'not ready' });
    },
  );
};

/**
 * `/metrics`: Prometheus' text format, 404 while metrics are off. Outside `/api`, so that the gateway does
 * not publish it.
 */
export const addMetricsRoute = (app: FastifyInstance): void => {
  app.get('/metrics', { schema: { hide: true } }, async (_request, reply) => {
    const text = await renderMetrics();
    if (text === undefined) return reply.callNotFound();
    return reply.type(metricsType).send(text);
  });
};
