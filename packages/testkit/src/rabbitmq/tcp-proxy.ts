import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface TcpProxy extends AsyncDisposable {
  readonly port: number;
  /** Resets the connections there are; new ones go through. */
  cut(): void;
  /** Resets the connections there are and refuses new ones, until `open()`. */
  shut(): void;
  open(): void;
  /** Passes nothing on in either direction while every socket stays open, until `thaw()`. */
  freeze(): void;
  thaw(): void;
}

/** Stands between a client and a server on loopback, to break what runs through it. */
export const startTcpProxy = async (targetPort: number): Promise<TcpProxy> => {
  const sockets = new Set<Socket>();
  let isOpen = true;
  let frozen = false;

  const follow = (socket: Socket, other: Socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('data', (chunk) => {
      if (!other.write(chunk)) socket.pause();
    });
    other.on('drain', () => {
      if (!frozen) socket.resume();
    });
    socket.on('error', () => other.destroy());
    socket.on('close', () => {
      sockets.delete(socket);
      other.destroy();
    });
    if (frozen) socket.pause();
  };
  const server = createServer((client) => {
    if (!isOpen) {
      client.resetAndDestroy();
      return;
    }
    const upstream = connect({ port: targetPort, host: '127.0.0.1' });
    follow(client, upstream);
    follow(upstream, client);
  });
  server.listen({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');

  const cut = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    shut: () => {
      isOpen = false;
      cut();
    },
    open: () => {
      isOpen = true;
    },
    freeze: () => {
      frozen = true;
      for (const socket of sockets) socket.pause();
    },
    thaw: () => {
      frozen = false;
      for (const socket of sockets) socket.resume();
    },
    [Symbol.asyncDispose]: async () => {
      isOpen = false;
      cut();
      server.close();
      await once(server, 'close');
    },
  };
};
