import { apiKeyGrant, apiKeyHash, unknownApiKeyCode } from '@questline/contracts/auth/api-key';
import { Refusal } from '@questline/http/refusal';
import { clientAddressHeader } from '@questline/http/remote-key-verify';
import type { HttpServer } from '@questline/http/server';
import { z } from 'zod';
import type { RouteDependencies } from '../dependencies.ts';

/**
 * What a key allows, for a service that was sent one. Outside `/api`, so that the gateway does not
 * publish it.
 */
export const verifyApiKeyRoute = (app: HttpServer, deps: RouteDependencies): void => {
  app.post(
    '/internal/v1/api-keys/verify',
    {
      onRequest: deps.asService,
      schema: {
        hide: true,
        body: z.strictObject({ secret_hash: apiKeyHash }),
        response: { 200: apiKeyGrant },
      },
    },
    async ({ body, headers }) => {
      const address = headers[clientAddressHeader];
      const grant = await deps.verifyKey(body.secret_hash, address?.toString());
      if (grant === undefined)
        throw new Refusal(404, unknownApiKeyCode, 'No live key has this hash.');
      return grant;
    },
  );
};
