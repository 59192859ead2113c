import type { Attempt } from '../attempts/attempt.ts';
import type { RouteDependencies } from '../dependencies.ts';
import { refreshSession } from '../sessions/refresh-session.ts';
import { verifyRefreshToken } from './refresh-token.ts';

/**
 * Moves the session of a refresh token on; undefined for a token that is none, was used or is past. Rejects
 * with a Refusal 429 instead, after too many of these from the address.
 */
export const grantByRefreshToken = async (
  deps: RouteDependencies,
  token: string,
  address: string,
) => {
  const key = await verifyRefreshToken(deps, token);
  const refreshed = key && (await refreshSession(deps, key));
  if (refreshed?.decision.kind === 'rotated' || refreshed?.decision.kind === 'joined') {
    const { decision, is_superuser } = refreshed;
    return { session: decision.session, user: { is_superuser } };
  }
  const attempt: Attempt = { kind: 'refresh', address };
  await deps.attempts.refuse(attempt, { user_id: key?.user_id });
  return undefined;
};
