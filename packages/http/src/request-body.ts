import type { FastifyInstance, FastifyRequest, RequestPayload } from 'fastify';
import { createBodyBudget } from './body-budget.ts';
import { networkOf } from './network-of.ts';
import { overloaded } from './refusal.ts';
import { type Hold, isPacked, unpack } from './unpack-body.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The caller that a route has let in, who answers for the bytes of the body. */
    bodyOwner: string | undefined;
  }
}

/** Bytes of bodies in hand at once, in one server; what is refused beyond is not kept. */
const bodyBytesInHandMax = 64 * 1024 * 1024;

const hasBody = ({ headers }: FastifyRequest): boolean => {
  const length = headers['content-length'];
  return headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
};

const ownerOf = (request: FastifyRequest): string => request.bodyOwner ?? networkOf(request.ip);

/** Counts a plain body as it arrives, and ends its reading where there is no room for it. */
const watch = (payload: RequestPayload, hold: Hold): void => {
  const onData = (chunk: Buffer) => {
    if (hold(chunk.length)) return;
    payload.off('data', onData);
    payload.emit('error', overloaded());
  };
  payload.on('data', onData);
  // Where nobody reads the body, nobody else listens either.
  payload.on('error', () => undefined);
};

/**
 * Bounds the bodies that a server holds, from their first byte to the end of the answer: counted as
 * they arrive and as they are unpacked, in total and for each caller, or each address where nobody is
 * known. Answers 503 where there is no room, so that stalled bodies take up only what they sent.
 */
export const holdBodies = (app: FastifyInstance, bytesMax = bodyBytesInHandMax): void => {
  const budget = createBodyBudget(bytesMax);
  app.decorateRequest('bodyOwner', undefined);
  app.addHook('preParsing', (request, reply, payload, done) => {
    if (!hasBody(request)) return done(null, payload);
    const owner = ownerOf(request);
    let held = 0;
    const hold = (bytes: number) => {
      // Whoever went away while a body was unpacked holds nothing any more.
      if (reply.raw.closed || !budget.take(owner, bytes)) return false;
      held += bytes;
      return true;
    };
    reply.raw.once('close', () => budget.give(owner, held));
    if (isPacked(request)) {
      unpack(request, payload, hold).then((unpacked) => done(null, unpacked), done);
      return;
    }
    watch(payload, hold);
    done(null, payload);
  });
};
