import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { toAddressBlock } from './address-block.ts';
import type { Edge } from './edge.ts';

/** The part of all connections that one address may hold. */
const share = 1 / 4;

const isLoopback = (address: string): boolean => /^(::ffff:)?127\.|^::1$/.test(address);

/**
 * Closes a connection at once that would give its address more than a quarter of them all. Behind a
 * gateway, and on the same machine, an address stands for many clients and is not held to a share.
 */
export const shareConnections = (
  server: Pick<Server, 'on'>,
  edge: Pick<Edge, 'connectionsMax' | 'trustProxy'>,
): void => {
  if (edge.trustProxy) return;
  const shareMax = Math.ceil(edge.connectionsMax * share);
  // As many entries as there are open connections at most.
  const open = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    if (socket.remoteAddress === undefined || isLoopback(socket.remoteAddress)) return;
    const address = toAddressBlock(socket.remoteAddress);
    const count = open.get(address) ?? 0;
    if (count >= shareMax) {
      socket.destroy();
      return;
    }
    open.set(address, count + 1);
    socket.once('close', () => {
      const left = (open.get(address) ?? 1) - 1;
      if (left > 0) open.set(address, left);
      else open.delete(address);
    });
  });
};
