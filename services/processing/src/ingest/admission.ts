import { ingestBodyBytesMax } from '@questline/contracts/processing/ingest';
import { Refusal } from '@questline/http/refusal';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Bodies in hand at once, in bytes: what is refused beyond has not been read. */
const bodyBytesInHandMax = 64 * 1024 * 1024;
const retryAfterSeconds = 1;

/** There is no room now; nothing of the request was done. */
export const overloaded = () =>
  new Refusal(503, 'overloaded', 'There is more to do than can be done. Try again soon.', {
    headers: { 'retry-after': String(retryAfterSeconds) },
  });

const sizeOf = (request: FastifyRequest): number => {
  const length = Number(request.headers['content-length']);
  return Number.isFinite(length) ? Math.min(length, ingestBodyBytesMax) : ingestBodyBytesMax;
};

/**
 * An `onRequest` hook that refuses a request with 503 and `Retry-After` before its body is read, while
 * `queueMax` events wait or the bodies in hand are too large together.
 */
export const createAdmission = (queue: { readonly size: number }, queueMax: number) => {
  let bytesInHand = 0;
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const size = sizeOf(request);
    if (queue.size >= queueMax || bytesInHand + size > bodyBytesInHandMax) throw overloaded();
    bytesInHand += size;
    reply.raw.once('close', () => {
      bytesInHand -= size;
    });
  };
};
