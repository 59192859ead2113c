import type { QuestVersion } from '@questline/contracts/catalog/quest';
import { progressStatus } from '@questline/contracts/processing/progress';
import { completionLimitOf, targetOf } from '../quest-definitions/quest-definition.ts';

/** Where a user stands with a quest: the `user_quest_rewards` row. */
export interface Progress {
  readonly id: string;
  readonly user_id: string;
  readonly quest_id: string;
  readonly quest_version: number;
  readonly streak: number;
  /** Completions so far. */
  readonly duplication: number;
  /** How many of them are paid. */
  readonly claimed: number;
}

/** What one matching event does to a quest; `reached` is the streak it brought about. */
export type ProgressDecision =
  | { readonly kind: 'limit-reached' }
  | { readonly kind: 'advanced'; readonly progress: Progress; readonly reached: number }
  | {
      readonly kind: 'completed';
      readonly progress: Progress;
      readonly reached: number;
      readonly ordinal: number;
    };

/** A row as the first matching event finds it. */
export const startProgress = (user_id: string, quest: QuestVersion, id: string): Progress => ({
  id,
  user_id,
  quest_id: quest.quest_id,
  quest_version: quest.version,
  streak: 0,
  duplication: 0,
  claimed: 0,
});

/**
 * Counts one matching event. Progress made under an earlier version is measured against the target
 * in force. At completion the streak returns to 0; past the limit nothing moves.
 */
export const decideProgress = (progress: Progress, quest: QuestVersion): ProgressDecision => {
  if (progress.duplication >= completionLimitOf(quest)) return { kind: 'limit-reached' };
  const streak = progress.streak + 1;
  const counted: Progress = { ...progress, quest_version: quest.version, streak };
  const target = targetOf(quest);
  if (streak < target) return { kind: 'advanced', progress: counted, reached: streak };
  const ordinal = progress.duplication + 1;
  const claimed = quest.definition.auto_claim ? progress.claimed + 1 : progress.claimed;
  return {
    kind: 'completed',
    progress: { ...counted, streak: 0, duplication: ordinal, claimed },
    reached: target,
    ordinal,
  };
};

/** 1 while a completion waits to be claimed, else 2 once the limit is reached, else 0. */
export const statusOf = (
  progress: Pick<Progress, 'duplication' | 'claimed'>,
  completionLimit: number,
): number => {
  if (progress.claimed < progress.duplication) return progressStatus.claimable;
  return progress.duplication >= completionLimit
    ? progressStatus.finished
    : progressStatus.inProgress;
};
