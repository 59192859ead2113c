import { auditEntry, auditLogQuery } from '@questline/contracts/auth/audit-log';
import { pageOf } from '@questline/contracts/paging';
import { problemResponses } from '@questline/http/problem-responses';
import type { HttpServer } from '@questline/http/server';
import type { RouteDependencies } from '../dependencies.ts';
import { callerSecurity } from '../sessions/caller-security.ts';
import { selectAuditLog } from './audit-log.sql.ts';

export const listAuditLogRoute = (app: HttpServer, deps: RouteDependencies): void => {
  app.get(
    '/api/v1/audit-log/',
    {
      onRequest: deps.asSuperuser,
      schema: {
        operationId: 'listAuditLog',
        summary: 'Who did what, newest first',
        description:
          'Sign-ins and refusals, API keys, wallet transactions by hand, and every change of the ' +
          'catalog, which arrives here within seconds. Nothing is ever changed or deleted.',
        tags: ['audit-log'],
        security: callerSecurity,
        querystring: auditLogQuery,
        response: { 200: pageOf(auditEntry), ...problemResponses(401, 403, 422, 503) },
      },
    },
    ({ query }) => selectAuditLog(deps.database, query),
  );
};
