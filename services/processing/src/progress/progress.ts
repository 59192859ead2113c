import type { RewardLine } from '@questline/contracts/catalog/reward';
import { progressStatus } from '@questline/contracts/processing/progress';
import type { CompiledQuest } from '@questline/quest-language/compile-quest';
import { emptyState, type QuestState } from '@questline/quest-language/quest-state';

/** Where a user stands with a quest: the `user_quest_rewards` row. */
export interface Progress {
  readonly id: string;
  readonly user_id: string;
  readonly quest_id: string;
  /** The version the user is on. */
  readonly quest_version: number;
  readonly state: QuestState;
  /** Where the stored row lies; undefined for a row that is yet to be stored. */
  readonly at?: string;
  /** Payments that wait to be claimed. */
  readonly waiting: number;
}

/** A row as the first matching event finds it. */
export const startProgress = (user_id: string, quest: CompiledQuest, id: string): Progress => ({
  id,
  user_id,
  quest_id: quest.quest.quest_id,
  quest_version: quest.quest.version,
  state: emptyState,
  waiting: 0,
});

/** 1 while a payment waits to be claimed, else 2 once the limit is reached, else 0. */
export const statusOf = (
  progress: { readonly completions: number; readonly waiting: number },
  completionLimit: number,
): number => {
  if (progress.waiting > 0) return progressStatus.claimable;
  return progress.completions >= completionLimit
    ? progressStatus.finished
    : progressStatus.inProgress;
};

/** What a completion pays: step 0 is the quest as a whole. Empty where it pays nothing by itself. */
export const rewardsOf = (
  { definition }: CompiledQuest['quest'],
  step: number,
): readonly RewardLine[] => {
  if (step > 0) return definition.steps?.[step - 1]?.rewards ?? [];
  return definition.steps ? (definition.total_reward ?? []) : definition.rewards;
};

/** How a payment stands: see `payment` of the completions table. */
export type Payment = 'granted' | 'none' | 'claimable' | 'forfeited' | 'denied' | 'deferred';
