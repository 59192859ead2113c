import { rewardCreated, rewardEdited, rewardRetired } from '@questline/contracts/catalog/events';
import type { RewardCreate, RewardPublic } from '@questline/contracts/catalog/reward';
import type { Fact } from '../../changes/change.ts';
import type { Reward } from '../../rewards/reward.ts';

/** The body of an edit: what is named is replaced. */
type RewardEdit = { readonly [part in keyof RewardCreate]?: RewardCreate[part] | undefined };

export type RewardCommand =
  | { readonly kind: 'create'; readonly id: string; readonly body: RewardCreate }
  | { readonly kind: 'edit'; readonly edit: RewardEdit }
  | { readonly kind: 'retire' };

export type RewardDecision =
  | { readonly kind: 'decided'; readonly facts: readonly Fact[] }
  | { readonly kind: 'unknown-reward' };

const decided = (...facts: Fact[]): RewardDecision => ({ kind: 'decided', facts });

const create = (id: string, body: RewardCreate, now: string): RewardPublic => ({
  id,
  reward_name: body.reward_name,
  reward_item: body.reward_item,
  reward_qty: body.reward_qty,
  created_at: now,
  updated_at: now,
});

const edit = (shown: RewardPublic, wanted: RewardEdit, now: string): RewardDecision => {
  const reward = {
    ...shown,
    reward_name: wanted.reward_name ?? shown.reward_name,
    reward_item: wanted.reward_item ?? shown.reward_item,
    reward_qty: wanted.reward_qty ?? shown.reward_qty,
  };
  const isSame =
    reward.reward_name === shown.reward_name &&
    reward.reward_item === shown.reward_item &&
    reward.reward_qty === shown.reward_qty;
  if (isSame) return decided();
  return decided({ type: rewardEdited, data: { reward: { ...reward, updated_at: now } } });
};

/** What a command does to a reward, as facts for its history. What is published stays as it is. */
export const decideReward = (
  reward: Reward | undefined,
  command: RewardCommand,
  now: Date,
): RewardDecision => {
  const at = now.toISOString();
  if (command.kind === 'create') {
    const { id, body } = command;
    return decided({ type: rewardCreated, data: { reward: create(id, body, at) } });
  }
  if (reward === undefined) return { kind: 'unknown-reward' };
  if (command.kind === 'edit') return edit(reward.shown, command.edit, at);
  return decided({ type: rewardRetired, data: { reward_id: reward.shown.id } });
};
