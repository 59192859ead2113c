import { claimResult } from '@questline/contracts/processing/progress';
import { callerOf } from '@questline/http/caller';
import { callerSecurity } from '@questline/http/openapi/security';
import { problemResponses } from '@questline/http/problem-responses';
import { conflict, notFound } from '@questline/http/refusal';
import type { HttpServer } from '@questline/http/server';
import { z } from 'zod';
import type { RouteDependencies } from '../dependencies.ts';
import { grantsCounted } from '../metrics.ts';
import { notificationsChannel, toHint } from '../notifications/notification.ts';
import { lockUsers } from '../progress/lock-users.sql.ts';
import { selectQuestExists } from '../quest-definitions/quest-definitions.sql.ts';
import { toGrant } from './claim.ts';
import { selectClaimable, selectLastClaim } from './claims.sql.ts';
import { payWaiting } from './pay-waiting.ts';

/** POST /progress/{quest_id}/claim: pays every completion of the caller's quest that waits. */
export const claimRewardsRoute = (app: HttpServer, deps: RouteDependencies): void => {
  const { database, bus, now, newId } = deps;

  const claim = (userId: string, questId: string) =>
    database.transaction(async (tx) => {
      await lockUsers(tx, [userId]);
      const rows = await selectClaimable(tx, userId, questId);
      const lastClaim = rows.length === 0 ? await selectLastClaim(tx, userId, questId) : [];
      const paid = await payWaiting(tx, deps, { rows, claim_id: newId(), now: now() });
      return { ...paid, lastClaim: lastClaim.map(toGrant) };
    });

  app.post(
    '/api/v1/progress/:quest_id/claim',
    {
      schema: {
        tags: ['progress'],
        operationId: 'claimRewards',
        summary: 'Claim what waits for me in a quest',
        description: 'Pays every completion that waits. A repeat returns the first answer.',
        security: callerSecurity,
        params: z.object({ quest_id: z.uuid() }),
        response: { 200: claimResult, ...problemResponses(401, 404, 409, 422, 503) },
      },
      onRequest: deps.asUser,
    },
    async (request) => {
      const { quest_id } = request.params;
      const { told, limited, notifications, lastClaim } = await claim(
        callerOf(request).user_id,
        quest_id,
      );
      if (notifications.length > 0) {
        grantsCounted.add(notifications.length, {});
        await bus.broadcast(notificationsChannel, { ...toHint(notifications) });
      }
      // Repeated with nothing changed since, a claim gives its first answer: a double click is harmless.
      const data = told.length > 0 ? told.map(({ grant }) => grant) : lastClaim;
      if (data.length > 0) return { data };
      if (limited > 0) {
        throw conflict('limit-exceeded', 'The limit of this reward is used up. Try again later.');
      }
      if (!(await selectQuestExists(database, quest_id))) throw notFound('The quest');
      throw conflict('nothing-to-claim', 'There is nothing to claim in this quest now.');
    },
  );
};
