import { type CallerCheck, createUserCheck, sessionIsOver } from '@questline/http/token-check';
import type { AuthDependencies } from '../dependencies.ts';
import { selectLiveSession } from './sessions.sql.ts';

/**
 * The check of every service, with the standing read from the rows that revocations are written from:
 * what ended is refused here at once, on every replica. A role that was gained counts with the next token.
 */
export const createSessionCheck = ({
  database,
  keys,
  now,
}: Pick<AuthDependencies, 'database' | 'keys' | 'now'>): CallerCheck =>
  createUserCheck(keys.getKey, async (caller) => {
    const live = await selectLiveSession(database, caller, now());
    if (live === undefined) throw sessionIsOver();
    return { ...caller, is_superuser: caller.is_superuser && live.is_superuser };
  });
