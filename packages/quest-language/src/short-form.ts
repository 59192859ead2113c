import { signInTypes } from '@questline/contracts/auth/events';
import type { QuestDefinition, QuestShortForm } from '@questline/contracts/catalog/quest';
import { currencies, type RewardLine } from '@questline/contracts/catalog/reward';

/** What a reward of the short form pays, as a line of a grant. */
export const toRewardLine = (reward: { reward_item: string; reward_qty: number }): RewardLine =>
  (currencies as readonly string[]).includes(reward.reward_item)
    ? { currency: reward.reward_item, amount: reward.reward_qty }
    : { item: reward.reward_item, quantity: reward.reward_qty };

/** Expands the short form: a count of `streak` over the sign-in types, repeated `duplication` times. */
export const toQuestDefinition = (
  shortForm: Pick<QuestShortForm, 'auto_claim' | 'streak' | 'duplication'>,
  reward: RewardLine,
): QuestDefinition => ({
  objectives: {
    any_of: [
      {
        all_of: [
          { event: [...signInTypes], aggregate: 'count', op: '>=', target: shortForm.streak },
        ],
      },
    ],
  },
  repeat: { max: shortForm.duplication, policy: 'on_completion' },
  auto_claim: shortForm.auto_claim,
  rewards: [reward],
});
