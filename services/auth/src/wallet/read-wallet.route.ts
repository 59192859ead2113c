import { wallet } from '@questline/contracts/auth/wallet';
import { userId } from '@questline/contracts/user-id';
import { problemResponses } from '@questline/http/problem-responses';
import { notFound } from '@questline/http/refusal';
import type { HttpServer } from '@questline/http/server';
import { z } from 'zod';
import type { RouteDependencies } from '../dependencies.ts';
import { callerSecurity } from '../sessions/caller-security.ts';
import { selectBalances } from './balances.sql.ts';
import { isUserKnown } from './is-user-known.sql.ts';
import { toBalancesPublic } from './wallet.ts';

export const readWalletRoute = (app: HttpServer, deps: RouteDependencies): void => {
  app.get(
    '/api/v1/wallets/:user_id',
    {
      onRequest: deps.asSuperuser,
      schema: {
        operationId: 'getWallet',
        summary: "A user's balances",
        description: 'By currency and item; of any user who has an account or was ever paid.',
        tags: ['wallets'],
        security: callerSecurity,
        params: z.object({ user_id: userId }),
        response: { 200: wallet, ...problemResponses(401, 403, 404, 422, 503) },
      },
    },
    async ({ params }) => {
      const { user_id } = params;
      if (!(await isUserKnown(deps.database, user_id))) throw notFound('The user');
      const balances = await selectBalances(deps.database, [user_id]);
      return { user_id, balances: toBalancesPublic(balances.get(user_id) ?? new Map()) };
    },
  );
};
