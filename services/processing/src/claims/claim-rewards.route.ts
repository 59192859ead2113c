import { claimResult } from '@questline/contracts/processing/progress';
import { callerOf } from '@questline/http/caller';
import { problemResponses } from '@questline/http/problem-responses';
import { conflict, notFound } from '@questline/http/refusal';
import type { HttpServer } from '@questline/http/server';
import { insertOutboxEvents } from '@questline/messaging/outbox/outbox.sql';
import { activeTraceparent } from '@questline/telemetry/spans';
import { z } from 'zod';
import type { RouteDependencies } from '../dependencies.ts';
import { grantsCounted } from '../metrics.ts';
import {
  type NewNotification,
  notificationsChannel,
  toHint,
} from '../notifications/notification.ts';
import { insertNotifications } from '../notifications/notifications.sql.ts';
import { toRewardGranted } from '../progress/advance.ts';
import { lockUsers } from '../progress/lock-users.sql.ts';
import { selectQuestExists } from '../quest-definitions/quest-definitions.sql.ts';
import { decideClaim } from './claim.ts';
import { insertGrants, selectClaimable, selectLastClaim, updateClaimed } from './claims.sql.ts';

/** POST /progress/{quest_id}/claim: pays every completion of the caller's quest that waits. */
export const claimRewardsRoute = (app: HttpServer, deps: RouteDependencies): void => {
  const { database, bus, now, newId } = deps;

  const claim = (user_id: string, quest_id: string) =>
    database.transaction(async (tx) => {
      const at = now();
      const claim_id = newId();
      await lockUsers(tx, [user_id]);
      const claimable = await selectClaimable(tx, user_id, quest_id);
      const lastClaim = await selectLastClaim(tx, user_id, quest_id);
      const decision = decideClaim({
        user_id,
        quest_id,
        claimable,
        lastClaim,
        claim_id,
        now: at,
        newId,
      });
      if (decision.kind !== 'granted') return { decision, notifications: [] };
      await insertGrants(tx, decision.grants, at);
      const claimed = decision.grants.length;
      await updateClaimed(tx, { user_id, quest_id, claimed, claim_id, now: at });
      const traceparent = activeTraceparent();
      const notifications: NewNotification[] = decision.answer.map(
        ({ granted_at: _, ...data }) => ({ user_id, kind: 'reward_granted', data, traceparent }),
      );
      await insertNotifications(tx, notifications, at);
      const versions = new Map(claimable.map((row) => [row.ordinal, row.quest_version]));
      await insertOutboxEvents(
        tx,
        decision.answer.map(({ grant_id, quest_name, ordinal, lines }) => {
          const cause = { quest_id, quest_name, version: versions.get(ordinal) ?? 1, ordinal };
          const data = { grant_id, lines, cause };
          return toRewardGranted({ id: newId(), user_id, time: at, data, traceparent });
        }),
      );
      return { decision, notifications };
    });

  app.post(
    '/api/v1/progress/:quest_id/claim',
    {
      schema: {
        tags: ['progress'],
        summary: 'Claim what waits for me in a quest',
        params: z.object({ quest_id: z.uuid() }),
        response: { 200: claimResult, ...problemResponses(401, 404, 409, 422, 503) },
      },
      onRequest: deps.asUser,
    },
    async (request) => {
      const { quest_id } = request.params;
      const { decision, notifications } = await claim(callerOf(request).user_id, quest_id);
      if (decision.kind === 'nothing-to-claim') {
        if (!(await selectQuestExists(database, quest_id))) throw notFound('The quest');
        throw conflict('nothing-to-claim', 'There is nothing to claim in this quest now.');
      }
      if (decision.kind === 'granted') grantsCounted.add(decision.grants.length, {});
      if (notifications.length > 0) {
        await bus.broadcast(notificationsChannel, { ...toHint(notifications) });
      }
      return { data: decision.answer };
    },
  );
};
