import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { unauthorized } from './refusal.ts';

const digest = (text: string) => createHash('sha256').update(text).digest();

/**
 * Lets in other services of the installation, which present `Authorization: Bearer <internal token>`.
 * Digests have one length, as the timing-safe comparison demands.
 */
export const requireInternalToken = (internalToken: string) => {
  const expected = digest(`Bearer ${internalToken}`);
  return async (request: Pick<FastifyRequest, 'headers'>): Promise<void> => {
    if (!timingSafeEqual(digest(request.headers.authorization ?? ''), expected)) {
      throw unauthorized('This address is for services of this installation.');
    }
  };
};
