import type { FastifyInstance } from 'fastify';

/** Resolves when every dependency answers; rejects with the one that does not. */
export type ReadinessCheck = () => Promise<unknown>;

const readinessTimeoutMs = 2_000;

const withTimeout = async (check: ReadinessCheck): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('readiness timed out')), readinessTimeoutMs);
  });
  try {
    await Promise.race([check(), late]);
  } finally {
    clearTimeout(timer);
  }
};

/**
 * `/health/live`: the process runs. `/health/ready`: its dependencies answer too, else 503.
 * Outside `/api`, so that the gateway does not publish them.
 */
export const addHealthRoutes = (app: FastifyInstance, readiness: ReadinessCheck): void => {
  app.get('/health/live', { schema: { hide: true } }, () => ({ status: 'live' }));
  app.get('/health/ready', { schema: { hide: true } }, async (request, reply) => {
    try {
      await withTimeout(readiness);
      return { status: 'ready' };
    } catch (error) {
      request.log.debug({ err: error }, 'not ready');
      return reply.code(503).send({ status: 'not ready' });
    }
  });
};
