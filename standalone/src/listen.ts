import { createServer, type RequestListener, type Server } from 'node:http';
import { StartError } from '@questline/lifecycle/config';

const refusalsOf = (setting: string): Readonly<Record<string, string>> => ({
  EADDRINUSE: `is in use: stop what listens there or choose another with ${setting}`,
  EACCES: `is not allowed to this user: choose one above 1023 with ${setting}`,
  EADDRNOTAVAIL: 'is on no interface of this machine: check HOST',
  ENOTFOUND: 'names no interface of this machine: check HOST',
});

/** Takes the address at once, so that a port in use stops the start before anything else happens. */
export const listen = async (
  listener: RequestListener,
  address: { host: string; port: number; setting?: string },
): Promise<Server> => {
  const server = createServer(listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const refusals = refusalsOf(address.setting ?? 'PORT');
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
