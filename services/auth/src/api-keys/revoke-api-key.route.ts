import { problemResponses } from '@questline/http/problem-responses';
import { notFound } from '@questline/http/refusal';
import type { HttpServer } from '@questline/http/server';
import { z } from 'zod';
import { byAccount, recordAct } from '../audit-log/record-act.ts';
import type { RouteDependencies } from '../dependencies.ts';
import { revoke } from '../revocations/revoke.ts';
import { callerSecurity } from '../sessions/caller-security.ts';
import { revokeApiKey } from './api-keys.sql.ts';

export const revokeApiKeyRoute = (app: HttpServer, deps: RouteDependencies): void => {
  app.delete(
    '/api/v1/api-keys/:id',
    {
      onRequest: deps.asSuperuser,
      schema: {
        operationId: 'revokeApiKey',
        summary: 'Revoke an API key',
        description: 'At once and for good; again, it changes nothing.',
        tags: ['api-keys'],
        security: callerSecurity,
        params: z.object({ id: z.uuid() }),
        response: { 204: z.null(), ...problemResponses(401, 403, 404, 422, 503) },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const log = await revoke(deps, async (tx) => {
        if (!(await revokeApiKey(tx, id, deps.now()))) throw notFound('The API key');
        const act = { action: 'api-key.revoked', object: { kind: 'api-key', id } };
        return recordAct(tx, deps, byAccount(request), act);
      });
      log();
      return reply.code(204).send(null);
    },
  );
};
