import { ledgerEntry } from '@questline/contracts/auth/wallet';
import { cursorQuery, pageOf } from '@questline/contracts/paging';
import { userId } from '@questline/contracts/user-id';
import { problemResponses } from '@questline/http/problem-responses';
import { notFound } from '@questline/http/refusal';
import type { HttpServer } from '@questline/http/server';
import { z } from 'zod';
import type { RouteDependencies } from '../dependencies.ts';
import { callerSecurity } from '../sessions/caller-security.ts';
import { isUserKnown } from './is-user-known.sql.ts';
import { selectLedgerEntries } from './ledger-entries.sql.ts';
import { toLedgerPage } from './ledger-page.ts';

export const listLedgerEntriesRoute = (app: HttpServer, deps: RouteDependencies): void => {
  app.get(
    '/api/v1/wallets/:user_id/entries',
    {
      onRequest: deps.asSuperuser,
      schema: {
        operationId: 'listLedgerEntries',
        summary: "A user's ledger, newest first",
        description: 'Each entry has the balance after it.',
        tags: ['wallets'],
        security: callerSecurity,
        params: z.object({ user_id: userId }),
        querystring: cursorQuery,
        response: { 200: pageOf(ledgerEntry), ...problemResponses(401, 403, 404, 422, 503) },
      },
    },
    async ({ params, query: { cursor, limit } }) => {
      const { user_id } = params;
      if (!(await isUserKnown(deps.database, user_id))) throw notFound('The user');
      const page = { user_id, cursor, limit: limit + 1 };
      return toLedgerPage(await selectLedgerEntries(deps.database, page), limit);
    },
  );
};
