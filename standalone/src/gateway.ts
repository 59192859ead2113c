import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import {
  type BackendName,
  backends,
  type ServiceName,
  servicePrefixes,
} from '@questline/contracts/gateway';

const services = Object.entries(servicePrefixes) as [ServiceName, readonly string[]][];

const isRead = (method: string) => method === 'GET' || method === 'HEAD';

/** What answers a request; undefined means the web app. */
export const backendOf = (method: string, url: string): BackendName | undefined => {
  const [path = ''] = url.split('?', 1);
  const [service] =
    services.find(([, prefixes]) =>
      prefixes.some((prefix) => path === prefix || path.startsWith(`${prefix}/`)),
    ) ?? [];
  return service && backends[service][isRead(method) ? 'reads' : 'writes'];
};

/** Answers while the parts are starting, so that the address is taken first and a client can wait. */
const answerStarting = (_request: IncomingMessage, response: ServerResponse): void => {
  response.writeHead(503, {
    'content-type': 'application/problem+json',
    'retry-after': '1',
  });
  response.end(
    JSON.stringify({
      type: 'about:blank',
      title: 'Service Unavailable',
      status: 503,
      detail: 'Questline is starting.',
      code: 'starting',
    }),
  );
};

export interface Gateway {
  readonly listener: RequestListener;
  /** From now on requests go to these. */
  open(handlers: Record<BackendName | 'web', RequestListener>): void;
}

/** Routes by method and prefix within one process, as the gateway in front of separate services does. */
export const createGateway = (): Gateway => {
  let handlers: Record<BackendName | 'web', RequestListener> | undefined;
  return {
    listener: (request, response) => {
      const backend = backendOf(request.method ?? 'GET', request.url ?? '/');
      const handler = handlers?.[backend ?? 'web'] ?? answerStarting;
      handler(request, response);
    },
    open: (ready) => {
      handlers = ready;
    },
  };
};
