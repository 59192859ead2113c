import { EventEmitter, once } from 'node:events';
import type { RequestListener } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { shareConnections } from './connection-shares.ts';
import { plainEdge } from './edge.ts';
import { createNodeServer } from './node-server.ts';

const answerOk: RequestListener = (request, response) => {
  request.resume();
  request.once('end', () => response.end('ok'));
};

const listen = async (edge: Partial<typeof plainEdge>, listener = answerOk) => {
  const server = createNodeServer(listener, { ...plainEdge, ...edge });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    open: () => connect(port, '127.0.0.1'),
    [Symbol.dispose]: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};

/** Everything the server sends until it closes the connection. */
const readAll = async (socket: Socket): Promise<string> => {
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  socket.on('error', () => undefined);
  await once(socket, 'close');
  return text;
};

const problemOf = (answer: string) => {
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  expect(head).toContain('content-type: application/problem+json');
  return JSON.parse(body) as { status: number; code: string };
};

test.each([
  ['says nothing', ''],
  ['stalls in its headers', 'POST / HTTP/1.1\r\nHost: a\r\nX-Slow: '],
  ['announces a body and stalls', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4000000\r\n\r\n{'],
])('a connection that %s is answered 408 and closed', async (_what, sent) => {
  using server = await listen({ requestTimeoutMs: 200 });
  const socket = server.open();
  socket.write(sent);
  const answer = await readAll(socket);
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  expect(problemOf(answer)).toMatchObject({ status: 408, code: 'timeout' });
});

test.each([
  [400, 'malformed', 'no HTTP at all\r\n\r\n'],
  [431, 'headers-too-large', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(17 * 1024)}\r\n\r\n`],
  [417, 'refused', 'POST / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\nConnection: close\r\n\r\n'],
])(
  'what cannot be read as a request is answered with a problem: %s',
  async (status, code, sent) => {
    using server = await listen({});
    const socket = server.open();
    socket.write(sent);
    const answer = await readAll(socket);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(problemOf(answer)).toMatchObject({
      code,
    });
  },
);

test('an answer that has begun is not broken into', async () => {
  using server = await listen({ requestTimeoutMs: 200 }, (_request, response) => {
    response.write('begun');
  });
  const socket = server.open();
  socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n{');
  expect((await readAll(socket)).match(/HTTP\/1\.1/g)).toHaveLength(1);
});

test('a stream outlives the time a request has to arrive', async () => {
  using server = await listen({ requestTimeoutMs: 100 }, (_request, response) => {
    response.write('begun');
    // The server looks for late requests every second.
    setTimeout(() => response.end('ended'), 1_500);
  });
  const socket = server.open();
  socket.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  expect(await readAll(socket)).toContain('ended');
});

test('beyond the most connections a new one is closed, and idle ones make room', async () => {
  using server = await listen({ connectionsMax: 2 });
  const idle = [server.open(), server.open()];
  for (const socket of idle) {
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await once(socket, 'data');
  }
  const closed = idle.map((socket) => once(socket, 'close'));
  const refused = server.open();
  expect(await readAll(refused)).toBe('');
  await Promise.all(closed);
  const next = server.open();
  next.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  expect(await readAll(next)).toContain('ok');
});

const connectFrom = (server: EventEmitter, remoteAddress: string) => {
  const socket = Object.assign(new EventEmitter(), {
    remoteAddress,
    destroyed: false,
    destroy: () => {
      socket.destroyed = true;
    },
  });
  server.emit('connection', socket);
  return socket;
};

test('one address holds a quarter of the connections at most', () => {
  const server = new EventEmitter();
  shareConnections(server as never, { ...plainEdge, connectionsMax: 8 });
  const [first, second, third] = ['10.0.0.1', '10.0.0.1', '10.0.0.1'].map((address) =>
    connectFrom(server, address),
  );
  expect([first?.destroyed, second?.destroyed, third?.destroyed]).toEqual([false, false, true]);
  expect(connectFrom(server, '10.0.0.2').destroyed).toBe(false);
  first?.emit('close');
  expect(connectFrom(server, '10.0.0.1').destroyed).toBe(false);
});

test.each([
  ['on the same machine', '127.0.0.1', false],
  ['behind a gateway', '10.0.0.1', true],
])('an address %s has no share', (_where, address, trustProxy) => {
  const server = new EventEmitter();
  shareConnections(server as never, { ...plainEdge, connectionsMax: 4, trustProxy });
  const sockets = Array.from({ length: 4 }, () => connectFrom(server, address));
  expect(sockets.some(({ destroyed }) => destroyed)).toBe(false);
});
