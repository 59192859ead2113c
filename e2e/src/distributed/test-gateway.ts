import { once } from 'node:events';
import {
  Agent,
  createServer,
  type IncomingMessage,
  request as openRequest,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import {
  type BackendName,
  backends,
  type ServiceName,
  servicePrefixes,
} from '@questline/contracts/gateway';
import { serveFile } from './serve-file.ts';

const healthIntervalMs = 250;
const healthLimitMs = 2_500;
const attemptsMax = 3;

interface Replica {
  readonly url: URL;
  healthy: boolean;
}

export interface TestGateway {
  readonly baseUrl: string;
  /** The replicas that no request is sent to for now, by their origins. */
  avoided(): readonly string[];
  stop(): Promise<void>;
}

const services = Object.entries(servicePrefixes) as [ServiceName, readonly string[]][];

const isSafe = (method: string | undefined) => method === 'GET' || method === 'HEAD';

const backendOf = (method: string | undefined, url: string): BackendName | undefined => {
  const [path = ''] = url.split('?', 1);
  const [service] =
    services.find(([, prefixes]) =>
      prefixes.some((prefix) => path === prefix || path.startsWith(`${prefix}/`)),
    ) ?? [];
  return service && backends[service][isSafe(method) ? 'reads' : 'writes'];
};

const answerProblem = (response: ServerResponse, status: number, detail: string) => {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, { 'content-type': 'application/problem+json', 'retry-after': '1' });
  response.end(JSON.stringify({ type: 'about:blank', status, detail }));
};

/** Nobody was there: the request cannot have been taken. */
const isRefused = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ECONNREFUSED';

/**
 * One origin for the replicas of every service: round robin over those that say they are ready. A
 * request is tried elsewhere if nobody took it, or if it is safe; what was cut is answered with 502.
 */
export const startTestGateway = async (options: {
  replicas: Record<BackendName, readonly string[]>;
  webDirectory: string;
}): Promise<TestGateway> => {
  const agent = new Agent({ keepAlive: true });
  const pools = Object.fromEntries(
    Object.entries(options.replicas).map(([name, urls]) => [
      name,
      urls.map((url): Replica => ({ url: new URL(url), healthy: false })),
    ]),
  ) as Record<BackendName, Replica[]>;
  const turns = new Map<BackendName, number>();
  const stopped = new AbortController();

  const pick = (backend: BackendName): Replica | undefined => {
    const healthy = pools[backend].filter((replica) => replica.healthy);
    const turn = turns.get(backend) ?? 0;
    turns.set(backend, turn + 1);
    return healthy[turn % healthy.length];
  };
  const watch = async (replica: Replica) => {
    const signals = () => AbortSignal.any([stopped.signal, AbortSignal.timeout(healthLimitMs)]);
    while (!stopped.signal.aborted) {
      replica.healthy = await fetch(new URL('/health/ready', replica.url), { signal: signals() })
        .then(async (response) => {
          await response.arrayBuffer();
          return response.ok;
        })
        .catch(() => false);
      await wait(healthIntervalMs, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  };

  /** Resolves once the answer has begun; rejects if it never did. */
  const forward = (
    replica: Replica,
    request: IncomingMessage,
    body: Buffer,
    response: ServerResponse,
  ) =>
    new Promise<void>((resolve, reject) => {
      const { host } = request.headers;
      const headers = {
        ...request.headers,
        'x-forwarded-for': request.socket.remoteAddress ?? '',
        'x-forwarded-host': host ?? '',
        'x-forwarded-proto': 'http',
      };
      const { hostname, port } = replica.url;
      const { method, url: path } = request;
      const upstream = openRequest({ agent, hostname, port, method, path, headers });
      response.on('close', () => upstream.destroy());
      upstream.on('error', reject);
      upstream.on('response', (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        // Headers of a stream go out before its first message.
        response.flushHeaders();
        answer.on('error', () => response.destroy());
        answer.pipe(response);
        resolve();
      });
      upstream.end(body);
    });

  const route = async (request: IncomingMessage, response: ServerResponse) => {
    const backend = backendOf(request.method, request.url ?? '/');
    if (!backend) {
      await serveFile(options.webDirectory, request, response);
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
      const replica = pick(backend);
      if (!replica) break;
      try {
        await forward(replica, request, body, response);
        return;
      } catch (error) {
        if (response.destroyed) return;
        replica.healthy = false;
        if (isRefused(error) || isSafe(request.method)) continue;
        answerProblem(response, 502, 'The connection was lost.');
        return;
      }
    }
    answerProblem(response, 503, 'No replica is ready.');
  };

  const server = createServer((request, response) => {
    route(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const watching = Promise.all(Object.values(pools).flat().map(watch));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    avoided: () =>
      Object.values(pools)
        .flat()
        .flatMap(({ url, healthy }) => (healthy ? [] : url.origin)),
    stop: async () => {
      stopped.abort();
      await watching;
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      agent.destroy();
    },
  };
};
