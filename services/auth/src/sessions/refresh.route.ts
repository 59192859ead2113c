import { accessToken } from '@questline/contracts/auth/token';
import { callerOf, requireCaller } from '@questline/http/caller';
import { problemResponses } from '@questline/http/problem-responses';
import { Refusal, unauthorized } from '@questline/http/refusal';
import type { HttpServer } from '@questline/http/server';
import { readSessionCookie } from '@questline/http/session-cookie';
import type { CallerCheck } from '@questline/http/token-check';
import type { RouteDependencies } from '../dependencies.ts';
import { callerSecurity } from './caller-security.ts';
import { refreshSession } from './refresh-session.ts';
import { sendAccessToken } from './send-access-token.ts';

/** Counts what is presented and is not good; who presents nothing is refused alone. */
const createCountedCheck =
  ({ checkHolder, attempts }: RouteDependencies): CallerCheck =>
  async (request) => {
    try {
      return await checkHolder(request);
    } catch (error) {
      const { authorization } = request.headers;
      const isPresented = authorization !== undefined || readSessionCookie(request) !== undefined;
      if (error instanceof Refusal && error.status === 401 && isPresented) {
        await attempts.refuse({ kind: 'refresh', address: request.ip });
      }
      throw error;
    }
  };

export const refreshRoute = (app: HttpServer, deps: RouteDependencies): void => {
  app.post(
    '/api/v1/login/refresh',
    {
      onRequest: requireCaller(createCountedCheck(deps)),
      schema: {
        operationId: 'refreshToken',
        summary: 'Exchange the newest access token, expired or not, for a new one',
        description: 'No sign-in. A token that was exchanged before ends the session.',
        tags: ['login'],
        security: callerSecurity,
        response: { 200: accessToken, ...problemResponses(401, 403, 429, 503) },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const { decision, is_superuser } = await refreshSession(deps, caller);
      if (decision.kind === 'reused' || decision.kind === 'over') {
        const { user_id } = caller;
        await deps.attempts.refuse({ kind: 'refresh', address: request.ip }, { user_id });
        throw unauthorized('The session is over. Sign in again.');
      }
      return sendAccessToken(reply, deps, decision.session, { is_superuser });
    },
  );
};
