import { apiKeyCreate, apiKeyCreated } from '@questline/contracts/auth/api-key';
import { millisecondsOf, toStorableInstant } from '@questline/contracts/instant';
import { createApiKeySecret, hashApiKey } from '@questline/http/api-key-secret';
import { callerOf } from '@questline/http/caller';
import { problemResponses } from '@questline/http/problem-responses';
import { conflict, invalid } from '@questline/http/refusal';
import type { HttpServer } from '@questline/http/server';
import type { FastifyRequest } from 'fastify';
import { byAccount, recordAct } from '../audit-log/record-act.ts';
import type { RouteDependencies } from '../dependencies.ts';
import { callerSecurity } from '../sessions/caller-security.ts';
import { isUniqueViolation } from '../users/unique-violation.ts';
import { toApiKeyPublic, toDisplayPrefix } from './api-key.ts';
import {
  countLiveApiKeys,
  insertApiKey,
  lockApiKeyCreation,
  type NewApiKey,
} from './api-keys.sql.ts';

const storeKey = async (deps: RouteDependencies, request: FastifyRequest, key: NewApiKey) => {
  const { database, settings } = deps;
  const { secret_hash: _, ...after } = key;
  try {
    const log = await database.transaction(async (tx) => {
      await lockApiKeyCreation(tx);
      if ((await countLiveApiKeys(tx)) >= settings.apiKeysMax) {
        throw conflict('too-many-api-keys', `There are ${settings.apiKeysMax} live keys already.`);
      }
      await insertApiKey(tx, key);
      return recordAct(tx, deps, byAccount(request), {
        action: 'api-key.created',
        object: { kind: 'api-key', id: key.id },
        after,
      });
    });
    log();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw conflict('api-key-name-taken', 'A live key has this name already.');
  }
};

export const createApiKeyRoute = (app: HttpServer, deps: RouteDependencies): void => {
  app.post(
    '/api/v1/api-keys/',
    {
      onRequest: deps.asSuperuser,
      schema: {
        operationId: 'createApiKey',
        summary: 'Create an API key',
        description: 'The only answer that holds the secret; it is stored nowhere.',
        tags: ['api-keys'],
        security: callerSecurity,
        body: apiKeyCreate,
        response: { 201: apiKeyCreated, ...problemResponses(400, 401, 403, 409, 415, 422, 503) },
      },
    },
    async (request, reply) => {
      const { name, scopes, event_types, source, expires_at } = request.body;
      const now = deps.now();
      // Past the last year that is stored there is no difference.
      const expiresAt =
        expires_at === null ? null : toStorableInstant(new Date(millisecondsOf(expires_at)));
      if (expiresAt !== null && expiresAt <= now) throw invalid('expires_at', 'is in the past');
      const secret = createApiKeySecret();
      const key = {
        id: deps.newId(),
        name,
        prefix: toDisplayPrefix(secret),
        secret_hash: hashApiKey(secret),
        scopes: [...new Set(scopes)],
        event_types: event_types && [...new Set(event_types)],
        source,
        expires_at: expiresAt,
        created_by: callerOf(request).user_id,
        created_at: now,
      };
      await storeKey(deps, request, key);
      const stored = toApiKeyPublic({
        ...key,
        last_used_at: null,
        revoked_at: null,
        previous_expires_at: null,
      });
      return reply.code(201).send({ ...stored, secret });
    },
  );
};
