import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { type ServiceName, servicePrefixes } from '@questline/contracts/gateway';

const services = Object.entries(servicePrefixes) as [ServiceName, readonly string[]][];

/** The service that answers a path; undefined means the web app. */
export const serviceOf = (url: string): ServiceName | undefined => {
  const [path = ''] = url.split('?', 1);
  return services.find(([, prefixes]) =>
    prefixes.some((prefix) => path === prefix || path.startsWith(`${prefix}/`)),
  )?.[0];
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
  open(handlers: Record<ServiceName | 'web', RequestListener>): void;
}

/** Routes by prefix within one process, as the gateway in front of separate services does. */
export const createGateway = (): Gateway => {
  let handlers: Record<ServiceName | 'web', RequestListener> | undefined;
  return {
    listener: (request, response) => {
      const handler = handlers?.[serviceOf(request.url ?? '/') ?? 'web'] ?? answerStarting;
      handler(request, response);
    },
    open: (ready) => {
      handlers = ready;
    },
  };
};
