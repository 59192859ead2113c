import { z } from 'zod';
import { rewardLine } from '../catalog/reward.ts';
import { userId } from '../user-id.ts';

const questProgress = z.object({
  quest_id: z.uuid(),
  quest_name: z.string(),
  streak: z.number(),
  target: z.number(),
});

const base = z.object({
  /** Grows with every notification of the whole service; the `id` of the SSE message. */
  id: z.string(),
  user_id: userId,
  created_at: z.iso.datetime(),
  seen_at: z.iso.datetime().nullable(),
});

/**
 * `event` of a message that is no notification: what the client knows may be of another past than the
 * server's, as after a backup was restored. It reads everything again; `id` is where the stream goes on.
 */
export const streamResync = 'resync';

/**
 * `event` of a message that is no notification: the token that the stream was opened with ends at the
 * `expires_at` of its data, and the stream with it. It has no `id`.
 */
export const streamTokenExpiring = 'token_expiring';

/**
 * One thing a user is told. In the stream the SSE `event` is `kind`, `id` is `id`, and the data is
 * this object as JSON.
 *
 * `sign_in`: a sign-in moved these quests (`streak` as reached, so `target` on completion).
 * `quest_progress`: another event moved them. `quest_completed`: once for a completion; with
 * `claimable` the user has to claim it. `reward_granted`: a claim paid. `wallet_credited`: the
 * wallet holds it, with the balances after.
 */
export const notification = z
  .discriminatedUnion('kind', [
    base
      .extend({ kind: z.literal('sign_in'), data: z.object({ quests: z.array(questProgress) }) })
      .meta({ id: 'SignInNotification' }),
    base
      .extend({
        kind: z.literal('quest_progress'),
        data: z.object({ event_type: z.string(), quests: z.array(questProgress) }),
      })
      .meta({ id: 'QuestProgressNotification' }),
    base
      .extend({
        kind: z.literal('quest_completed'),
        data: z.object({
          quest_id: z.uuid(),
          quest_name: z.string(),
          ordinal: z.number().int(),
          /** 0 for the quest as a whole, else the step that was reached. */
          step: z.number().int().optional(),
          duplication_limit: z.number().int(),
          claimable: z.boolean(),
          /** Paid; nothing to pay; to be claimed; past a limit for good, or until it has room again. */
          payment: z
            .enum(['granted', 'none', 'claimable', 'forfeited', 'denied', 'deferred'])
            .optional(),
          rewards: z.array(rewardLine),
        }),
      })
      .meta({ id: 'QuestCompletedNotification' }),
    base
      .extend({
        kind: z.literal('reward_granted'),
        data: z.object({
          grant_id: z.uuid(),
          quest_id: z.uuid(),
          quest_name: z.string(),
          ordinal: z.number().int(),
          step: z.number().int().optional(),
          lines: z.array(rewardLine),
        }),
      })
      .meta({ id: 'RewardGrantedNotification' }),
    base
      .extend({
        kind: z.literal('wallet_credited'),
        data: z.object({
          grant_id: z.uuid(),
          credits: z.array(z.object({ currency: z.string(), amount: z.number().int() })),
          balances: z.record(z.string(), z.number().int()),
        }),
      })
      .meta({ id: 'WalletCreditedNotification' }),
  ])
  .meta({ id: 'Notification' });

export type Notification = z.infer<typeof notification>;
