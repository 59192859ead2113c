import { apiKeyCreated, apiKeyRotate } from '@questline/contracts/auth/api-key';
import { createApiKeySecret, hashApiKey } from '@questline/http/api-key-secret';
import { problemResponses } from '@questline/http/problem-responses';
import { conflict, notFound } from '@questline/http/refusal';
import type { HttpServer } from '@questline/http/server';
import type { Transaction } from '@questline/postgres/database';
import { z } from 'zod';
import { byAccount, recordAct } from '../audit-log/record-act.ts';
import type { RouteDependencies } from '../dependencies.ts';
import { revoke } from '../revocations/revoke.ts';
import { callerSecurity } from '../sessions/caller-security.ts';
import { toApiKeyPublic, toDisplayPrefix } from './api-key.ts';
import { rotateApiKey, selectApiKeyForUpdate } from './api-keys.sql.ts';

const rotate = async (
  tx: Transaction,
  { id, secret, now, overlapMs }: { id: string; secret: string; now: Date; overlapMs: number },
) => {
  const before = await selectApiKeyForUpdate(tx, id);
  if (before === undefined) throw notFound('The API key');
  const isOver = before.expires_at !== null && before.expires_at <= now;
  if (before.revoked_at !== null || isOver) {
    throw conflict('api-key-over', 'The API key was revoked or has expired.');
  }
  const prefix = toDisplayPrefix(secret);
  const previous_expires_at = new Date(now.getTime() + overlapMs);
  await rotateApiKey(tx, { id, secret_hash: hashApiKey(secret), prefix, previous_expires_at });
  return { ...before, prefix, previous_expires_at };
};

export const rotateApiKeyRoute = (app: HttpServer, deps: RouteDependencies): void => {
  app.post(
    '/api/v1/api-keys/:id/rotate',
    {
      onRequest: deps.asSuperuser,
      schema: {
        operationId: 'rotateApiKey',
        summary: 'Give an API key a new secret',
        description:
          'The key stays the same, with its scopes, source and Idempotency-Keys. The secret before ' +
          'stays valid for `overlap_seconds`, 86,400 unless given; one from a rotation before that ' +
          'ends at once. The only answer that holds the new secret.',
        tags: ['api-keys'],
        security: callerSecurity,
        params: z.object({ id: z.uuid() }),
        body: apiKeyRotate.nullish(),
        response: {
          201: apiKeyCreated,
          ...problemResponses(400, 401, 403, 404, 409, 415, 422, 503),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const secret = createApiKeySecret();
      const overlapMs = apiKeyRotate.parse(request.body ?? {}).overlap_seconds * 1_000;
      // What was known of the key ends too: processes ask again which secrets are good until when.
      const { key, log } = await revoke(deps, async (tx) => {
        const rotated = await rotate(tx, { id, secret, now: deps.now(), overlapMs });
        const { prefix, previous_expires_at } = rotated;
        const act = {
          action: 'api-key.rotated',
          object: { kind: 'api-key', id },
          after: { prefix, previous_expires_at },
        };
        return { key: rotated, log: await recordAct(tx, deps, byAccount(request), act) };
      });
      log();
      return reply.code(201).send({ ...toApiKeyPublic(key), secret });
    },
  );
};
