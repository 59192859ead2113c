import {
  type CatalogEvent,
  rewardCreated,
  rewardEdited,
  rewardRetired,
} from '@questline/contracts/catalog/events';
import type { RewardPublic } from '@questline/contracts/catalog/reward';

/** A reward as its changes leave it. */
export interface Reward {
  readonly revision: number;
  readonly shown: RewardPublic;
}

/** The reward after a change; undefined once it is retired. Changes of quests leave it as it is. */
export const evolveReward = (
  reward: Reward | undefined,
  { type, data }: CatalogEvent,
): Reward | undefined => {
  if (type === rewardCreated || type === rewardEdited) {
    return { revision: data.revision, shown: data.reward };
  }
  return type === rewardRetired ? undefined : reward;
};

/** Tells a state of a reward from every other state of any reward. */
export const toRewardTag = ({ revision, shown }: Reward): string => `"${shown.id}-${revision}"`;
