import { createServer } from 'node:net';

// Below 32768, where Linux begins to hand out client ports: a listener there can lose its port to an
// outgoing connection of any program.
const portMin = 20_000;
const portMax = 32_767;
const attemptsMax = 20;

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      server.close(() => resolve(true));
    });
  });

/** A port on 127.0.0.1 that was free a moment ago; whoever binds it must still expect a refusal. */
export const findFreePort = async (): Promise<number> => {
  for (let attempt = 1; ; attempt += 1) {
    const port = portMin + Math.floor(Math.random() * (portMax - portMin + 1));
    if (attempt === attemptsMax || (await isFree(port))) return port;
  }
};
