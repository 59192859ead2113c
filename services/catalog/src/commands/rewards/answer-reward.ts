import type { RewardPublic } from '@questline/contracts/catalog/reward';
import { type Reward, toRewardTag } from '../../rewards/reward.ts';
import type { CommandAnswer } from '../run-command.ts';

/** Answers with the reward as the command left it. */
export const answerReward = (
  status: number,
  { reward, position }: { readonly reward: Reward | undefined; readonly position: number },
  headers: Readonly<Record<string, string>> = {},
): CommandAnswer<RewardPublic> => {
  if (reward === undefined) throw new Error('the command left no reward');
  return {
    status,
    headers: { ...headers, etag: toRewardTag(reward) },
    body: reward.shown,
    position,
  };
};
