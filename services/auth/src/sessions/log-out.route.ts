import { unusableCredentialCode } from '@questline/http/credentials';
import { checkSender } from '@questline/http/origin-check';
import { problemResponses } from '@questline/http/problem-responses';
import { Refusal } from '@questline/http/refusal';
import type { HttpServer } from '@questline/http/server';
import { z } from 'zod';
import { recordAct } from '../audit-log/record-act.ts';
import type { RouteDependencies } from '../dependencies.ts';
import { revokeSession } from '../revocations/revocations.sql.ts';
import { revoke } from '../revocations/revoke.ts';
import { callerSecurity } from './caller-security.ts';
import { clearSessionCookie } from './session-cookie.ts';

/** Of no session, one that has ended, or one that never was. */
const isOver = (error: unknown): boolean =>
  error instanceof Refusal && error.status === 401 && error.code !== unusableCredentialCode;

export const logOutRoute = (app: HttpServer, deps: RouteDependencies): void => {
  app.post(
    '/api/v1/logout',
    {
      // Without a session too: the answer clears the cookie.
      onRequest: async (request) => checkSender(request),
      schema: {
        operationId: 'logOut',
        summary: 'End the session',
        description: 'The same answer when it is over, and when there is none.',
        tags: ['login'],
        security: callerSecurity,
        response: { 204: z.void(), ...problemResponses(400, 401, 403, 503) },
      },
    },
    async (request, reply) => {
      try {
        const caller = await deps.checkHolder(request);
        const actor = { kind: 'account', id: caller.user_id, name: null } as const;
        const act = { action: 'session.ended', object: { kind: 'session', id: caller.session_id } };
        const log = await revoke(deps, async (tx) => {
          await revokeSession(tx, caller);
          return recordAct(tx, deps, { request, actor }, act);
        });
        log();
      } catch (error) {
        if (!isOver(error)) throw error;
      }
      clearSessionCookie(reply, deps.settings);
      return reply.code(204).send();
    },
  );
};
