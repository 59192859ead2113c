import { versionHeader } from '@questline/contracts/catalog/change';
import { type ByteCache, createByteCache } from '@questline/http/byte-cache';
import type {
  FastifyReply,
  FastifyRequest,
  HookHandlerDoneFunction,
  preHandlerHookHandler,
} from 'fastify';
import { isNotModified } from '../revalidation.ts';
import { mayWantLater } from './min-version.ts';
import { viewerOf } from './viewer.ts';
import type { ViewPosition } from './views/view-position.ts';

/** Bytes of cached answers with their keys: those that were used last. */
const keptBytesMax = 32 * 1024 * 1024;
/** What an answer takes besides its bytes, about: its tag and its position. */
const keptOverheadBytes = 300;

/** What a query answers, with the tag of this state of it. */
export interface Answer {
  readonly etag: string;
  readonly body: unknown;
}

/** An answer as the bytes that are sent, and the position of the views it is true at. */
interface KeptAnswer {
  readonly position: number;
  readonly etag: string;
  readonly bytes: Buffer;
}

/** The answers that are kept, and how it is known that they still hold. */
export interface KeptAnswers {
  readonly kept: ByteCache<KeptAnswer>;
  readonly position: ViewPosition;
}

export const createKeptAnswers = (): KeptAnswers['kept'] =>
  createByteCache<KeptAnswer>(keptBytesMax, ({ bytes }) => bytes.length + keptOverheadBytes);

/**
 * What decides an answer, of routes that read nothing else of a request. Parsed, so that neither the
 * order nor the spelling of a query makes another key, and what the route does not know makes none.
 */
const keyOf = (request: FastifyRequest): string =>
  JSON.stringify([
    viewerOf(request).seesAll,
    request.routeOptions.url,
    request.params,
    request.query,
  ]);

const send = (
  request: FastifyRequest,
  reply: FastifyReply,
  { etag, bytes }: Pick<KeptAnswer, 'etag' | 'bytes'>,
): FastifyReply => {
  if (isNotModified(request, reply, etag)) return reply.code(304).send(null);
  return reply.type('application/json; charset=utf-8').send(bytes);
};

/**
 * A `preHandler` hook, which answers from memory while the views have not changed: the same was asked
 * and answered before for a viewer who sees as much.
 */
export const answerFromMemory =
  ({ kept, position }: KeptAnswers): preHandlerHookHandler =>
  (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction) => {
    const at = position.known();
    const answer = at === undefined ? undefined : kept.get(keyOf(request));
    if (answer === undefined || answer.position !== at || mayWantLater(request, at)) return done();
    send(request, reply.header(versionHeader, String(at)), answer);
  };

/**
 * Answers what `read` finds, with 304 what the client holds already, and keeps it for `answerFromMemory`
 * unless it changes by itself, without the views.
 */
export const answerAndKeep = async (
  { kept, position }: KeptAnswers,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  read: () => Promise<Answer>,
  options: { readonly keep: boolean } = { keep: true },
): Promise<FastifyReply> => {
  // Known before it is read: what changes meanwhile makes the answer newer than it is kept for.
  const at = options.keep ? position.known() : undefined;
  const { etag, body } = await read();
  const bytes = Buffer.from(JSON.stringify(body));
  if (at !== undefined) kept.set(keyOf(request), { position: at, etag, bytes });
  return send(request, reply, { etag, bytes });
};
