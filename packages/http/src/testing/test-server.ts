import { createLogger } from '@questline/telemetry/logger';
import { type Edge, plainEdge } from '../edge.ts';
import { createHttpServer, type HttpServer } from '../server.ts';

/** A server without routes of its own and without a log. */
export const createTestServer = (edge: Partial<Edge> = {}): Promise<HttpServer> =>
  createHttpServer({
    service: 'test',
    logger: createLogger({ service: 'test', level: 'silent' }),
    readiness: {},
    edge: { ...plainEdge, ...edge },
  });
