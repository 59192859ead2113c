import { wallet } from '@questline/contracts/auth/wallet';
import { problemResponses } from '@questline/http/problem-responses';
import { notFound } from '@questline/http/refusal';
import type { HttpServer } from '@questline/http/server';
import { z } from 'zod';
import type { RouteDependencies } from '../dependencies.ts';
import { callerSecurity } from '../sessions/caller-security.ts';
import { selectUser } from '../users/users.sql.ts';
import { selectBalances } from './balances.sql.ts';
import { toBalancesPublic } from './wallet.ts';

export const readWalletRoute = (app: HttpServer, deps: RouteDependencies): void => {
  app.get(
    '/api/v1/wallets/:user_id',
    {
      onRequest: deps.asSuperuser,
      schema: {
        summary: "A user's balances",
        tags: ['wallets'],
        security: callerSecurity,
        params: z.object({ user_id: z.uuid() }),
        response: { 200: wallet, ...problemResponses(401, 403, 404, 422, 503) },
      },
    },
    async ({ params }) => {
      const owner = await selectUser(deps.database, params.user_id);
      if (owner === undefined) throw notFound('The user');
      const balances = await selectBalances(deps.database, [owner.id]);
      return { user_id: owner.id, balances: toBalancesPublic(balances.get(owner.id) ?? new Map()) };
    },
  );
};
