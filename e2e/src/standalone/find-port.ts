import { createServer } from 'node:net';

/** A port nobody listens on, below the range that outgoing connections use. */
export const findPort = async (): Promise<number> => {
  for (let attempts = 0; attempts < 50; attempts += 1) {
    const port = 10_000 + Math.floor(Math.random() * 20_000);
    const server = createServer();
    const free = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
    });
    if (free) return port;
  }
  throw new Error('no free port');
};
