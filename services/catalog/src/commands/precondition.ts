import { Refusal } from '@questline/http/refusal';
import type { FastifyRequest } from 'fastify';
import { matchesEtag } from '../revalidation.ts';

/** The If-Match of a command: the states it is meant for, or undefined for any. */
export type Expected = string | undefined;

export const expectedOf = (request: Pick<FastifyRequest, 'headers'>): Expected =>
  request.headers['if-match'];

/** Throws the Refusal of a command that was meant for another state than this one. */
export const checkExpected = (expected: Expected, tag: string, revision: number): void => {
  if (expected === undefined || matchesEtag(expected, tag)) return;
  throw new Refusal(412, 'stale', 'It was changed meanwhile. Read it again.', {
    fields: { current_revision: revision, current_etag: tag },
    headers: { etag: tag },
  });
};
