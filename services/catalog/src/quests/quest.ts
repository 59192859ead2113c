import type {
  QuestDefinition,
  QuestPublic,
  QuestShortForm,
  QuestState,
  QuestVersion,
} from '@questline/contracts/catalog/quest';
import type { Reward } from '../rewards/reward.ts';
import { toQuestDefinition, toRewardLine } from './short-form.ts';

/** A quest with its current version and the reward that version names, as one row. */
export interface QuestRow {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly state: QuestState;
  readonly version: number;
  readonly definition: QuestDefinition;
  readonly reward_id: string;
  /** Item and quantity as frozen in the version; the reward itself may have changed since. */
  readonly reward_item: string;
  readonly reward_qty: number;
  readonly reward_name: string;
  readonly reward_created_at: Date;
  readonly reward_updated_at: Date;
  readonly auto_claim: boolean;
  readonly streak: number;
  readonly duplication: number;
  readonly published_at: Date;
  readonly created_at: Date;
  readonly updated_at: Date;
}

export type PublishDecision =
  | { readonly kind: 'published'; readonly quest: QuestRow }
  | { readonly kind: 'unknown-quest-reward' }
  | { readonly kind: 'quest-name-taken' };

/** Publishes a new quest: version 1, active at once, with the reward as it is now. */
export const decidePublication = (
  shortForm: QuestShortForm,
  found: { reward: Reward | undefined; nameTaken: boolean },
  id: string,
  now: Date,
): PublishDecision => {
  const { reward } = found;
  if (reward === undefined) return { kind: 'unknown-quest-reward' };
  if (found.nameTaken) return { kind: 'quest-name-taken' };
  const quest: QuestRow = {
    ...shortForm,
    id,
    description: shortForm.description || null,
    state: 'active',
    version: 1,
    definition: toQuestDefinition(shortForm, toRewardLine(reward)),
    reward_item: reward.reward_item,
    reward_qty: reward.reward_qty,
    reward_name: reward.reward_name,
    reward_created_at: reward.created_at,
    reward_updated_at: reward.updated_at,
    published_at: now,
    created_at: now,
    updated_at: now,
  };
  return { kind: 'published', quest };
};

const everyState: readonly QuestState[] = ['draft', 'active', 'paused', 'archived'];

/** The states a caller may see, narrowed to the one asked for: players see active quests only. */
export const visibleStates = (
  caller: { readonly is_superuser: boolean },
  asked?: QuestState,
): readonly QuestState[] =>
  (caller.is_superuser ? everyState : (['active'] as const)).filter(
    (state) => asked === undefined || state === asked,
  );

/** To whom a quest is not visible, it does not exist. */
export const isVisible = (
  quest: QuestRow | undefined,
  caller: { readonly is_superuser: boolean },
): quest is QuestRow => quest !== undefined && visibleStates(caller).includes(quest.state);

/** The `data` of `QuestPublished`, and what the processing service fetches. */
export const toQuestVersion = (quest: QuestRow): QuestVersion => ({
  quest_id: quest.id,
  version: quest.version,
  name: quest.name,
  description: quest.description,
  state: quest.state,
  definition: quest.definition,
  published_at: quest.published_at.toISOString(),
});

/** `reward` shows what the version pays: its name is the reward's, its item and quantity are frozen. */
export const toQuestPublic = (quest: QuestRow): QuestPublic => ({
  id: quest.id,
  name: quest.name,
  description: quest.description,
  state: quest.state,
  version: quest.version,
  reward_id: quest.reward_id,
  reward: {
    id: quest.reward_id,
    reward_name: quest.reward_name,
    reward_item: quest.reward_item,
    reward_qty: quest.reward_qty,
    created_at: quest.reward_created_at.toISOString(),
    updated_at: quest.reward_updated_at.toISOString(),
  },
  auto_claim: quest.auto_claim,
  streak: quest.streak,
  duplication: quest.duplication,
  definition: quest.definition,
  created_at: quest.created_at.toISOString(),
  updated_at: quest.updated_at.toISOString(),
});

/** What tells two states of a quest's public form apart. */
export const toQuestTagParts = (quest: QuestRow): (string | number)[] => [
  quest.id,
  quest.version,
  quest.updated_at.getTime(),
  quest.reward_updated_at.getTime(),
];
