import type { FastifyInstance, FastifyRequest, RequestPayload } from 'fastify';
import { toAddressBlock } from './address-block.ts';
import { type BodyBudget, createBodyBudget } from './body-budget.ts';
import { overloaded } from './refusal.ts';
import { type Hold, isPacked, unpack } from './unpack-body.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The caller that a route has let in, who answers for the bytes of the body. */
    bodyOwner: string | undefined;
    /** Gives back the room of the body; undefined without one. */
    releaseBody: (() => void) | undefined;
  }
}

/** Bytes of bodies in hand at once, in one server; what is refused beyond is not kept. */
const bodyBytesInHandMax = 64 * 1024 * 1024;
/** For the work on a body whose client has gone: longer than any wait of a route. */
const workLimitMs = 60_000;

const hasBody = ({ headers }: FastifyRequest): boolean => {
  const length = headers['content-length'];
  return headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
};

const ownerOf = (request: FastifyRequest): string =>
  request.bodyOwner ?? toAddressBlock(request.ip);

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

/** Counts the bytes of one request, and gives all of them back once. */
const createHold = (budget: BodyBudget, owner: string) => {
  let held = 0;
  let released = false;
  return {
    hold: (bytes: number): boolean => {
      if (released || !budget.take(owner, bytes)) return false;
      held += bytes;
      return true;
    },
    release: (): void => {
      if (released) return;
      released = true;
      budget.give(owner, held);
    },
  };
};

/**
 * Bounds the bodies that a server holds, from their first byte until they were worked on, whether or
 * not the client waits for that: counted as they arrive and as they are unpacked, in total and for each
 * caller, or each address where nobody is known. Answers 503 where there is no room, so that stalled
 * bodies take up only what they sent.
 */
export const holdBodies = (app: FastifyInstance, bytesMax = bodyBytesInHandMax): void => {
  const budget = createBodyBudget(bytesMax);
  app.decorateRequest('bodyOwner', undefined);
  app.decorateRequest('releaseBody', undefined);
  app.addHook('preParsing', (request, reply, payload, done) => {
    if (!hasBody(request)) return done(null, payload);
    const { hold, release } = createHold(budget, ownerOf(request));
    request.releaseBody = release;
    reply.raw.once('close', () => {
      // The answer of whoever has gone is made all the same; this is for work that never ends.
      if (!reply.raw.writableFinished) setTimeout(release, workLimitMs).unref();
    });
    if (isPacked(request)) {
      unpack(request, payload, hold).then((unpacked) => done(null, unpacked), done);
      return;
    }
    watch(payload, hold);
    done(null, payload);
  });
  app.addHook('onSend', (request, _reply, payload, done) => {
    request.releaseBody?.();
    done(null, payload);
  });
};
