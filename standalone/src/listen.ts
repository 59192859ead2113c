import type { RequestListener, Server } from 'node:http';
import type { Edge } from '@questline/http/edge';
import { createNodeServer } from '@questline/http/node-server';
import { StartError } from '@questline/lifecycle/config';

/** A place to listen at, with the names of the settings it comes from. */
export interface Address {
  readonly host: string;
  readonly port: number;
  readonly settings?: { readonly host: string; readonly port: string };
}

const refusalsOf = (settings: {
  host: string;
  port: string;
}): Readonly<Record<string, string>> => ({
  EADDRINUSE: `is in use: stop what listens there or choose another with ${settings.port}`,
  EACCES: `is not allowed to this user: choose one above 1023 with ${settings.port}`,
  EADDRNOTAVAIL: `is on no interface of this machine: check ${settings.host}`,
  ENOTFOUND: `names no interface of this machine: check ${settings.host}`,
});

/** Takes the address at once, so that a port in use stops the start before anything else happens. */
export const listen = async (
  listener: RequestListener,
  address: Address,
  edge: Edge,
): Promise<Server> => {
  const server = createNodeServer(listener, edge);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const refusals = refusalsOf(address.settings ?? { host: 'HOST', port: 'PORT' });
      const refusal = refusals[error.code ?? ''] ?? `cannot be listened on (${error.code})`;
      reject(new StartError(`${address.host}:${address.port} ${refusal}`));
    });
    server.listen(address.port, address.host, resolve);
  });
  return server;
};

/** Lets requests in hand finish, then closes every connection. */
export const stopListening = async (server: Server): Promise<void> => {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 2_000).unref())]);
  server.closeAllConnections();
  await closed;
};
