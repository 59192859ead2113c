import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import type { FastifyRequest, RequestPayload } from 'fastify';
import { overloaded, Refusal } from './refusal.ts';
import { createSlots } from './slots.ts';

/** Whether there is room for so many more bytes of a request. */
export type Hold = (bytes: number) => boolean;

/** How a body may be packed (RFC 9110, 8.4.1). */
const unpackers = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};

/** Bodies that are unpacked at once: each may take up its limit before its length is known. */
const unpackedAtOnceMax = 4;
const inSlot = createSlots(unpackedAtOnceMax);

const encodingOf = ({ headers }: FastifyRequest): string =>
  headers['content-encoding']?.trim().toLowerCase() ?? 'identity';

export const isPacked = (request: FastifyRequest): boolean => encodingOf(request) !== 'identity';

const isKnown = (encoding: string): encoding is keyof typeof unpackers =>
  Object.hasOwn(unpackers, encoding);

const unknownEncoding = (): Refusal =>
  new Refusal(415, 'unknown-encoding', 'The content encoding is not supported here.', {
    headers: { 'accept-encoding': 'gzip, deflate, br' },
  });
const tooLarge = () => new Refusal(413, 'refused', 'The body is too large.');

const toRefusal = (error: unknown): Refusal => {
  const isLarge = (error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE';
  if (isLarge) return tooLarge();
  return new Refusal(400, 'malformed', 'The body is not packed as its content encoding names it.');
};

const readPacked = async (payload: RequestPayload, bytesMax: number, hold: Hold) => {
  const chunks: Buffer[] = [];
  let length = 0;
  // An error is answered on the connection, which has to stay.
  for await (const chunk of (payload as Readable).iterator({ destroyOnReturn: false })) {
    length += (chunk as Buffer).length;
    if (length > bytesMax) throw tooLarge();
    if (!hold((chunk as Buffer).length)) throw overloaded();
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks, length);
};

/**
 * Reads a packed body and unpacks it; neither form may be longer than the limit of the route. Throws
 * Refusal 400 for what cannot be unpacked, 413, 415 for another encoding and 503 where there is no room.
 */
export const unpack = async (
  request: FastifyRequest,
  payload: RequestPayload,
  hold: Hold,
): Promise<RequestPayload> => {
  const encoding = encodingOf(request);
  if (!isKnown(encoding)) throw unknownEncoding();
  const bytesMax = request.routeOptions.bodyLimit;
  const packed = await readPacked(payload, bytesMax, hold);
  const body = await inSlot(() =>
    unpackers[encoding](packed, { maxOutputLength: bytesMax }).catch((error) => {
      throw toRefusal(error);
    }),
  );
  if (!hold(body.length)) throw overloaded();
  return Object.assign(Readable.from([body]), { receivedEncodedLength: packed.length });
};
