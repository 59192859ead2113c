import { createHash } from 'node:crypto';
import type { CommandRequest } from '../plan/to-request.ts';

/**
 * The Idempotency-Key of a command: the same for the same command of the same plan on the same state of
 * its quest, so that it is safe to send again, and different for every other.
 */
export const toIdempotencyKey = (
  planId: string,
  { method, path, body }: Pick<CommandRequest, 'method' | 'path' | 'body'>,
  revision: string | null,
): string =>
  createHash('sha256')
    .update(JSON.stringify([planId, method, path, body, revision]))
    .digest('base64url');
