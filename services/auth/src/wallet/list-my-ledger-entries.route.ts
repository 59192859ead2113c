import { ledgerEntry } from '@questline/contracts/auth/wallet';
import { cursorQuery, pageOf } from '@questline/contracts/paging';
import { callerOf } from '@questline/http/caller';
import { problemResponses } from '@questline/http/problem-responses';
import type { HttpServer } from '@questline/http/server';
import type { RouteDependencies } from '../dependencies.ts';
import { callerSecurity } from '../sessions/caller-security.ts';
import { selectLedgerEntries } from './ledger-entries.sql.ts';
import { toLedgerPage } from './ledger-page.ts';

export const listMyLedgerEntriesRoute = (app: HttpServer, deps: RouteDependencies): void => {
  app.get(
    '/api/v1/wallets/me/entries',
    {
      onRequest: deps.asUser,
      schema: {
        operationId: 'listMyLedgerEntries',
        summary: "The caller's ledger, newest first",
        description: 'Each entry has the balance after it.',
        tags: ['wallets'],
        security: callerSecurity,
        querystring: cursorQuery,
        response: { 200: pageOf(ledgerEntry), ...problemResponses(401, 422, 503) },
      },
    },
    async (request) => {
      const { cursor, limit } = request.query;
      const { user_id } = callerOf(request);
      const rows = await selectLedgerEntries(deps.database, { user_id, cursor, limit: limit + 1 });
      return toLedgerPage(rows, limit);
    },
  );
};
