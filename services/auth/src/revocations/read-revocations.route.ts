import { revocationPage, revocationQuery } from '@questline/contracts/auth/revocation';
import type { HttpServer } from '@questline/http/server';
import type { RouteDependencies } from '../dependencies.ts';
import { selectRevocations } from './revocations.sql.ts';

/**
 * What was revoked, for the other services. Outside `/api`, so that the gateway does not publish it.
 */
export const readRevocationsRoute = (app: HttpServer, deps: RouteDependencies): void => {
  app.get(
    '/internal/v1/revocations',
    {
      onRequest: deps.asService,
      config: { polled: true },
      schema: { hide: true, querystring: revocationQuery, response: { 200: revocationPage } },
    },
    ({ query }) => selectRevocations(deps.database, query),
  );
};
