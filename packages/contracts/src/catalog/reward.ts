import { z } from 'zod';

/** One thing a grant pays: an amount of a currency, or a quantity of an item. */
export const rewardLine = z.union([
  z.strictObject({
    currency: z.string().min(1).max(64),
    amount: z.number().int().min(1).max(1_000_000_000),
  }),
  z.strictObject({
    item: z.string().min(1).max(64),
    quantity: z.number().int().min(1).max(1_000_000_000),
  }),
]);

export type RewardLine = z.infer<typeof rewardLine>;

/** The currencies of the wallet; any other `reward_item` is an item. */
export const currencies = ['gold', 'diamond'] as const;

/** The body that creates a reward. `reward_item` is `gold`, `diamond` or the name of an item. */
export const rewardCreate = z
  .strictObject({
    reward_name: z.string().trim().min(1).max(255),
    reward_item: z.string().trim().min(1).max(64),
    reward_qty: z.number().int().min(1).max(1_000_000_000),
  })
  .meta({ id: 'RewardCreate' });

export type RewardCreate = z.infer<typeof rewardCreate>;

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
