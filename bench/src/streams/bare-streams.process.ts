import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A message of the usual size. */
const message = Buffer.from(
  `id: 1\nevent: quest_progress\ndata: ${JSON.stringify({ text: 'x'.repeat(220) })}\n\n`,
);
const streams = new Set<ServerResponse>();

/** The least that holds streams: a server that answers and keeps the connection. */
const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write('retry: 1000\n\n');
  streams.add(response);
});
server.listen(0, '127.0.0.1', () => {
  process.send?.((server.address() as AddressInfo).port);
});
process.on('message', () => {
  for (const stream of streams) stream.write(message);
});
process.once('disconnect', () => process.exit());
