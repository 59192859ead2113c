import { createServer, type RequestListener, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { answerClientError } from './client-error.ts';
import { shareConnections } from './connection-shares.ts';
import type { Edge } from './edge.ts';
import { problemType, toProblem } from './problem.ts';
import { Refusal } from './refusal.ts';

/** From the first byte of a connection, or of its next request, to the end of the headers. */
const headersTimeoutMs = 10_000;
const headerBytesMax = 16 * 1024;
const headersMax = 200;
/** How often connections are held against their timeouts. */
const checkIntervalMs = 1_000;
/** A gateway lets an idle connection go first, so that none of its requests meets a closing one. */
const keepAliveMs = 72_000;
/** Without a byte either way: a client that reads nothing. Streams have a heartbeat and live on. */
const silenceMs = 120_000;

const expectation = JSON.stringify(
  toProblem(new Refusal(417, 'refused', 'The Expect header is not supported.')),
);

/**
 * The HTTP server that every process listens with, whatever answers: slow headers, slow bodies and
 * connections that say nothing are closed, and one client cannot take all connections.
 */
export const createNodeServer = (
  listener: RequestListener,
  edge: Pick<Edge, 'connectionsMax' | 'requestTimeoutMs' | 'trustProxy'>,
): Server => {
  const server = createServer(
    {
      headersTimeout: Math.min(headersTimeoutMs, edge.requestTimeoutMs),
      requestTimeout: edge.requestTimeoutMs,
      connectionsCheckingInterval: checkIntervalMs,
      keepAliveTimeout: keepAliveMs,
      maxHeaderSize: headerBytesMax,
      // Refused with a problem document, where other headers are checked.
      requireHostHeader: false,
      noDelay: true,
    },
    listener,
  );
  server.maxHeadersCount = headersMax;
  server.maxConnections = edge.connectionsMax;
  server.setTimeout(silenceMs, (socket: Socket) => socket.destroy());
  server.on('clientError', answerClientError);
  server.on('checkExpectation', (_request, response) => {
    const headers = {
      'content-type': problemType,
      'content-length': Buffer.byteLength(expectation),
    };
    response.writeHead(417, headers).end(expectation);
  });
  // Connections that wait for a next request make room for those that bring one.
  server.on('drop', () => server.closeIdleConnections());
  shareConnections(server, edge);
  return server;
};
