import {
  minVersionHeader,
  versionCookieName,
  versionHeader,
} from '@questline/contracts/catalog/change';
import { invalid, Refusal } from '@questline/http/refusal';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ViewPosition } from './views/view-position.ts';

/** How long a query waits for what its caller has written. */
const waitLimitMs = 2_000;
const wellFormed = /^\d{1,15}$/;

const readHeader = (request: Pick<FastifyRequest, 'headers'>): number => {
  const given = request.headers[minVersionHeader];
  if (given === undefined) return 0;
  if (typeof given !== 'string' || !wellFormed.test(given)) {
    throw invalid(minVersionHeader, 'is not the Questline-Version of a command');
  }
  return Number(given);
};

/** What a browser was told to send; one that cannot be read is nobody's fault and is left alone. */
const readCookie = (request: Pick<FastifyRequest, 'cookies'>): number => {
  const given = request.cookies[versionCookieName] ?? '';
  return wellFormed.test(given) ? Number(given) : 0;
};

/** Whether a caller may have written what views at this position do not show; reads no more than it must. */
export const mayWantLater = (
  request: Pick<FastifyRequest, 'headers' | 'cookies'>,
  position: number,
): boolean => request.headers[minVersionHeader] !== undefined || readCookie(request) > position;

/**
 * A `preHandler` hook: the views show at least what the caller has written. Throws Refusal 503 when that
 * takes too long.
 */
export const showWrites =
  (position: ViewPosition) =>
  async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const wanted = Math.max(readHeader(request), readCookie(request));
    if (wanted > 0 && !(await position.reach(wanted, waitLimitMs))) {
      throw new Refusal(503, 'not-yet-visible', 'The change is not visible yet. Try again soon.', {
        headers: { 'retry-after': '1' },
      });
    }
    const known = position.known();
    if (known !== undefined) reply.header(versionHeader, String(known));
  };
