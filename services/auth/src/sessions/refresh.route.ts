import { accessToken } from '@questline/contracts/auth/user';
import { callerOf, requireCaller } from '@questline/http/caller';
import { problemResponses } from '@questline/http/problem-responses';
import { unauthorized } from '@questline/http/refusal';
import type { HttpServer } from '@questline/http/server';
import type { Caller } from '@questline/http/token-check';
import type { RouteDependencies } from '../dependencies.ts';
import { revokeSession } from '../revocations/revocations.sql.ts';
import { revoke } from '../revocations/revoke.ts';
import { callerSecurity } from './caller-security.ts';
import { sendAccessToken } from './send-access-token.ts';
import { decideRefresh } from './session.ts';
import { selectSessionForUpdate, updateSessionToken } from './sessions.sql.ts';

const refresh = (deps: RouteDependencies, caller: Caller) =>
  revoke(deps, async (tx) => {
    const found = await selectSessionForUpdate(tx, caller);
    const decision = decideRefresh(found, {
      token_id: caller.token_id,
      new_token_id: deps.newId(),
      now: deps.now(),
      tokenTtlSeconds: deps.settings.accessTokenTtlSeconds,
    });
    // Returned, not thrown: ending the session has to be committed.
    if (decision.kind === 'reused') await revokeSession(tx, caller);
    if (decision.kind === 'rotated') await updateSessionToken(tx, decision.session);
    return { decision, is_superuser: found?.is_superuser ?? false };
  });

export const refreshRoute = (app: HttpServer, deps: RouteDependencies): void => {
  app.post(
    '/api/v1/login/refresh',
    {
      onRequest: requireCaller(deps.checkHolder),
      schema: {
        operationId: 'refreshToken',
        summary: 'Exchange the newest access token, expired or not, for a new one',
        description: 'No sign-in. A token that was exchanged before ends the session.',
        tags: ['login'],
        security: callerSecurity,
        response: { 200: accessToken, ...problemResponses(401, 403, 503) },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { decision, is_superuser } = await refresh(deps, caller);
      if (decision.kind === 'reused') {
        request.log.warn({ user_id: caller.user_id }, 'old access token reused: session ended');
      }
      if (decision.kind === 'reused' || decision.kind === 'over') {
        throw unauthorized('The session is over. Sign in again.');
      }
      return sendAccessToken(reply, deps, decision.session, { is_superuser });
    },
  );
};
