import { wallet } from '@questline/contracts/auth/wallet';
import { callerOf } from '@questline/http/caller';
import { problemResponses } from '@questline/http/problem-responses';
import type { HttpServer } from '@questline/http/server';
import type { RouteDependencies } from '../dependencies.ts';
import { callerSecurity } from '../sessions/caller-security.ts';
import { selectBalances } from './balances.sql.ts';
import { toBalancesPublic } from './wallet.ts';

export const readMyWalletRoute = (app: HttpServer, deps: RouteDependencies): void => {
  app.get(
    '/api/v1/wallets/me',
    {
      onRequest: deps.asUser,
      schema: {
        operationId: 'getMyWallet',
        summary: "The caller's balances",
        description: 'By currency and item.',
        tags: ['wallets'],
        security: callerSecurity,
        response: { 200: wallet, ...problemResponses(401, 503) },
      },
    },
    async (request) => {
      const { user_id } = callerOf(request);
      const balances = await selectBalances(deps.database, [user_id]);
      return { user_id, balances: toBalancesPublic(balances.get(user_id) ?? new Map()) };
    },
  );
};
