import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { problemType, toProblem } from './problem.ts';
import { Refusal } from './refusal.ts';

const refusals: Readonly<Record<string, Refusal>> = {
  ERR_HTTP_REQUEST_TIMEOUT: new Refusal(408, 'timeout', 'The request took too long to arrive.'),
  HPE_HEADER_OVERFLOW: new Refusal(431, 'headers-too-large', 'The headers are too large.'),
  HPE_CHUNK_EXTENSIONS_OVERFLOW: new Refusal(413, 'refused', 'The chunks of the body are refused.'),
};
const malformed = new Refusal(400, 'malformed', 'The request is not HTTP.');

/** The answer to what could not be read as a request; nothing where the client is gone. */
export const refusalOf = (error: { readonly code?: string }): Refusal | undefined =>
  error.code === 'ECONNRESET' ? undefined : (refusals[error.code ?? ''] ?? malformed);

const toMessage = (refusal: Refusal): string => {
  const body = JSON.stringify(toProblem(refusal));
  return [
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}`,
    `content-type: ${problemType}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'x-content-type-options: nosniff',
    'connection: close',
    '',
    body,
  ].join('\r\n');
};

/** Node holds the answer that a connection is giving here, under no public name. */
const isAnswering = (socket: Duplex): boolean =>
  (socket as Socket & { _httpMessage?: ServerResponse | null })._httpMessage?.headersSent ?? false;

/** Answers what the HTTP parser refuses with a problem document, and closes the connection. */
export const answerClientError = (error: { readonly code?: string }, socket: Duplex): void => {
  const refusal = refusalOf(error);
  if (refusal !== undefined && socket.writable && !isAnswering(socket)) {
    socket.write(toMessage(refusal));
  }
  socket.destroy();
};
