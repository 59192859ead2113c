import type { RouteDependencies } from '../dependencies.ts';
import { revokeSession } from '../revocations/revocations.sql.ts';
import { revoke } from '../revocations/revoke.ts';
import { decideRefresh, type RefreshDecision } from './session.ts';
import { selectSessionForUpdate, updateSessionToken } from './sessions.sql.ts';

/** Moves a session on by the token of one of its turns; a turn that was long over ends the session. */
export const refreshSession = async (
  deps: RouteDependencies,
  key: { user_id: string; session_id: string; token_id: string },
): Promise<{ decision: RefreshDecision; is_superuser: boolean }> => {
  const refreshed = await revoke(deps, async (tx) => {
    const found = await selectSessionForUpdate(tx, key);
    const decision = decideRefresh(found, {
      token_id: key.token_id,
      new_token_id: deps.newId(),
      now: deps.now(),
      tokenTtlSeconds: deps.settings.accessTokenTtlSeconds,
    });
    // Returned, not thrown: ending the session has to be committed.
    if (decision.kind === 'reused') await revokeSession(tx, key);
    if (decision.kind === 'rotated') await updateSessionToken(tx, decision.session);
    return { decision, is_superuser: found?.is_superuser ?? false };
  });
  if (refreshed.decision.kind === 'reused') {
    deps.logger.warn({ user_id: key.user_id }, 'old token reused: session ended');
  }
  return refreshed;
};
