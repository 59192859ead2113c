import { apiKeyPublic } from '@questline/contracts/auth/api-key';
import { listOf, listQuery } from '@questline/contracts/paging';
import { problemResponses } from '@questline/http/problem-responses';
import type { HttpServer } from '@questline/http/server';
import type { RouteDependencies } from '../dependencies.ts';
import { callerSecurity } from '../sessions/caller-security.ts';
import { toApiKeyPublic } from './api-key.ts';
import { countApiKeys, selectApiKeys } from './api-keys.sql.ts';

export const listApiKeysRoute = (app: HttpServer, deps: RouteDependencies): void => {
  app.get(
    '/api/v1/api-keys/',
    {
      onRequest: deps.asSuperuser,
      schema: {
        operationId: 'listApiKeys',
        summary: 'List API keys, newest first',
        description: 'Without their secrets; revoked ones too, which have revoked_at.',
        tags: ['api-keys'],
        security: callerSecurity,
        querystring: listQuery,
        response: { 200: listOf(apiKeyPublic), ...problemResponses(401, 403, 422, 503) },
      },
    },
    async ({ query }) => {
      const keys = await selectApiKeys(deps.database, query);
      return { data: keys.map(toApiKeyPublic), count: await countApiKeys(deps.database) };
    },
  );
};
