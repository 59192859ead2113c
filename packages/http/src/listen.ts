import type { FastifyInstance } from 'fastify';

/** Less than an orchestrator's patience, so that the process ends by itself. */
const drainLimitMs = 8_000;
const sweepIntervalMs = 50;

export interface Listening {
  readonly port: number;
  /** Accepts no more, answers what is in hand, then closes; past 8 s it closes the rest too. */
  stop(): Promise<void>;
}

const stop = async (app: FastifyInstance): Promise<void> => {
  const cutOff = setTimeout(() => app.server.closeAllConnections(), drainLimitMs);
  // A connection that was busy at first is idle, not closed, once its answer is out.
  const sweep = setInterval(() => app.server.closeIdleConnections(), sweepIntervalMs);
  try {
    await app.close();
  } finally {
    clearTimeout(cutOff);
    clearInterval(sweep);
  }
};

/** Listens on HOST and PORT, as the settings name them. */
export const listen = async (
  app: FastifyInstance,
  { HOST: host, PORT: port }: { HOST: string; PORT: number },
): Promise<Listening> => {
  await app.listen({ host, port });
  const address = app.server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return { port: bound, stop: () => stop(app) };
};
