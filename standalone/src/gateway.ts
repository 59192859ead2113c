import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import {
  type BackendName,
  backends,
  type ServiceName,
  servicePrefixes,
} from '@questline/contracts/gateway';
import { problemType, toProblem } from '@questline/http/problem';
import { Refusal } from '@questline/http/refusal';

const services = Object.entries(servicePrefixes) as [ServiceName, readonly string[]][];

const isRead = (method: string) => method === 'GET' || method === 'HEAD';

/** `/health/…` and `/metrics`, which is not answered here. */
const healthPath = /^\/(health|metrics)(\/|$)/;

/** What answers a request; undefined means the web app. */
export const backendOf = (method: string, url: string): BackendName | 'health' | undefined => {
  const [path = ''] = url.split('?', 1);
  if (healthPath.test(path)) return 'health';
  const [service] =
    services.find(([, prefixes]) =>
      prefixes.some((prefix) => path === prefix || path.startsWith(`${prefix}/`)),
    ) ?? [];
  return service && backends[service][isRead(method) ? 'reads' : 'writes'];
};

const starting = JSON.stringify(toProblem(new Refusal(503, 'starting', 'Questline is starting.')));

/** Answers while the parts are starting, so that the address is taken first and a client can wait. */
const answerStarting = (_request: IncomingMessage, response: ServerResponse): void => {
  response.writeHead(503, { 'content-type': problemType, 'retry-after': '1' });
  response.end(starting);
};

type Handlers = Readonly<Record<BackendName | 'web', RequestListener>>;

export interface Gateway {
  readonly listener: RequestListener;
  /** From now on requests go to these. */
  open(handlers: Handlers): void;
}

/**
 * Routes by method and prefix within one process, as the gateway in front of separate services does.
 * `health` answers from the start, the others once they are there.
 */
export const createGateway = (health: RequestListener): Gateway => {
  let handlers: Handlers | undefined;
  return {
    listener: (request, response) => {
      const backend = backendOf(request.method ?? 'GET', request.url ?? '/');
      if (backend === 'health') return health(request, response);
      const handler = handlers?.[backend ?? 'web'] ?? answerStarting;
      handler(request, response);
    },
    open: (ready) => {
      handlers = ready;
    },
  };
};
