import type { RewardCreate, RewardPublic } from '@questline/contracts/catalog/reward';

/** A row of `rewards`. */
export interface Reward extends RewardCreate {
  readonly id: string;
  readonly created_at: Date;
  readonly updated_at: Date;
}

export const toReward = (body: RewardCreate, id: string, now: Date): Reward => ({
  id,
  ...body,
  created_at: now,
  updated_at: now,
});

export const toRewardPublic = (reward: Reward): RewardPublic => ({
  ...reward,
  created_at: reward.created_at.toISOString(),
  updated_at: reward.updated_at.toISOString(),
});
