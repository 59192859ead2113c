import type { BoundedCache } from '@questline/http/bounded-cache';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isNotModified } from '../revalidation.ts';
import { viewerOf } from './viewer.ts';
import type { ViewPosition } from './views/view-position.ts';

/** As many answers are kept at most, those that were used last. */
export const keptAnswersMax = 1_000;

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
  readonly kept: BoundedCache<KeptAnswer>;
  readonly position: ViewPosition;
}

const find = async (
  { kept, position }: KeptAnswers,
  key: string | undefined,
  read: () => Promise<Answer>,
): Promise<Pick<KeptAnswer, 'etag' | 'bytes'>> => {
  // Known before it is read: what changes meanwhile makes the answer newer than it is kept for.
  const at = position.known();
  const known = key === undefined ? undefined : kept.get(key);
  if (known !== undefined && known.position === at) return known;
  const { etag, body } = await read();
  const answer = { etag, bytes: Buffer.from(JSON.stringify(body)) };
  if (key !== undefined && at !== undefined) kept.set(key, { position: at, ...answer });
  return answer;
};

/**
 * Answers from memory while the views have not changed, with 304 what the client holds already. Without
 * a key nothing is kept: for answers that change by themselves.
 */
export const answerKept = async (
  deps: KeptAnswers,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  key: string | undefined,
  read: () => Promise<Answer>,
): Promise<FastifyReply> => {
  const { seesAll } = viewerOf(request);
  const { etag, bytes } = await find(deps, key && `${seesAll} ${key}`, read);
  if (isNotModified(request, reply, etag)) return reply.code(304).send(null);
  return reply.type('application/json; charset=utf-8').send(bytes);
};
