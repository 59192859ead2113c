import { unauthorized } from '@questline/http/refusal';
import { type CallerCheck, createUserCheck } from '@questline/http/token-check';
import type { AuthDependencies } from '../dependencies.ts';
import { selectLiveSession } from './sessions.sql.ts';

/**
 * Stricter than the other services' check, which trusts a token until it expires: here the session
 * must be alive and the user neither deleted nor banned, and superuser is what the database says now.
 */
export const createSessionCheck = ({
  database,
  keys,
  now,
}: Pick<AuthDependencies, 'database' | 'keys' | 'now'>): CallerCheck => {
  const checkToken = createUserCheck(keys.getKey);
  return async (request) => {
    const caller = await checkToken(request);
    const live = await selectLiveSession(database, caller, now());
    if (live === undefined) throw unauthorized('The session is over. Sign in again.');
    return { ...caller, is_superuser: live.is_superuser };
  };
};
