import { apiKeysChannel } from '@questline/contracts/auth/api-key';
import { problemResponses } from '@questline/http/problem-responses';
import { notFound } from '@questline/http/refusal';
import type { HttpServer } from '@questline/http/server';
import { z } from 'zod';
import type { RouteDependencies } from '../dependencies.ts';
import { callerSecurity } from '../sessions/caller-security.ts';
import { revokeApiKey } from './api-keys.sql.ts';

/** Best effort: whoever misses it believes the key until what it has cached is too old. */
const tellRevoked = async ({ bus, logger }: RouteDependencies, secretHash: string) => {
  try {
    await bus.broadcast(apiKeysChannel, { secret_hash: secretHash });
  } catch (error) {
    logger.warn({ err: error }, 'revocation of an API key not broadcast');
  }
};

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
    async ({ params }, reply) => {
      const secretHash = await deps.database.transaction((tx) =>
        revokeApiKey(tx, params.id, deps.now()),
      );
      if (secretHash === undefined) throw notFound('The API key');
      await tellRevoked(deps, secretHash);
      return reply.code(204).send(null);
    },
  );
};
