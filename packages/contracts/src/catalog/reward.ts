import { z } from 'zod';
import { newRewardName, rewardName } from '../reward-name.ts';
import { changeReason } from './change.ts';

/** The most a single line may pay, so that balances stay far from 2^53. */
export const rewardAmountMax = 1_000_000_000;

const amount = z.number().int().min(1).max(rewardAmountMax);

/** The wallet keeps a badge as an item whose name begins with this. */
export const badgePrefix = 'badge:';

const isItem = (name: string) => !name.startsWith(badgePrefix);
const notItem = `must not begin with ${badgePrefix}`;

/** One thing a grant pays: an amount of a currency, a quantity of an item, or a badge. */
export const rewardLine = z
  .union(
    [
      z.strictObject({ currency: rewardName, amount }),
      z.strictObject({
        item: rewardName.refine(isItem, notItem),
        quantity: amount,
      }),
      z.strictObject({ badge: rewardName }),
    ],
    'is an unknown kind of reward',
  )
  .meta({ id: 'RewardLine' });

export type RewardLine = z.infer<typeof rewardLine>;

/** The currencies of the wallet; any other `reward_item` is an item. */
export const currencies = ['gold', 'diamond'] as const;

/** The body that creates a reward. `reward_item` is `gold`, `diamond` or the name of an item. */
export const rewardCreate = z
  .strictObject({
    reward_name: z.string().trim().min(1).max(255),
    reward_item: newRewardName.refine(isItem, notItem),
    reward_qty: amount,
  })
  .meta({ id: 'RewardCreate' });

export type RewardCreate = z.infer<typeof rewardCreate>;

/** The body that edits a reward; what is published already keeps paying what it paid. */
export const rewardEdit = z
  .strictObject({ ...rewardCreate.partial().shape, reason: changeReason })
  .meta({ id: 'RewardEdit' });

/** The body that creates a reward, with why. */
export const rewardCreateBody = z
  .strictObject({ ...rewardCreate.shape, reason: changeReason })
  .meta({ id: 'RewardCreateBody' });

export const rewardPublic = z
  .object({
    id: z.uuid(),
    reward_name: z.string(),
    reward_item: z.string(),
    reward_qty: z.number().int(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'RewardPublic' });

export type RewardPublic = z.infer<typeof rewardPublic>;
