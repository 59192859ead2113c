import type { QuestPublic, QuestState, QuestVersion } from '@questline/contracts/catalog/quest';
import type { InFlight, QuestDefinition } from '@questline/contracts/catalog/quest-definition';
import type { FieldError } from '@questline/http/refusal';
import { checkDefinition } from '@questline/quest-language/check-definition';
import { checkUnlocks } from '@questline/quest-language/check-unlocks';
import { normaliseDefinition } from '@questline/quest-language/normalise-definition';
import type { Reward } from '../rewards/reward.ts';
import type { QuestForm } from './parse-quest.ts';
import { toQuestDefinition, toRewardLine } from './short-form.ts';

/** The reward a quest in the short form names; item and quantity as frozen in the version. */
export interface QuestReward {
  readonly reward_id: string;
  readonly reward_item: string;
  readonly reward_qty: number;
  readonly reward_name: string;
  readonly reward_created_at: Date;
  readonly reward_updated_at: Date;
  readonly streak: number;
}

type NoReward = { readonly [key in keyof QuestReward]: null };

/** A quest with its current version and the reward that version names, as one row. */
export type QuestRow = (QuestReward | NoReward) & {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly category: string | null;
  readonly state: QuestState;
  readonly version: number;
  readonly definition: QuestDefinition;
  readonly in_flight: InFlight;
  readonly auto_claim: boolean;
  readonly duplication: number;
  readonly published_at: Date;
  readonly created_at: Date;
  readonly updated_at: Date;
};

const noReward: NoReward = {
  reward_id: null,
  reward_item: null,
  reward_qty: null,
  reward_name: null,
  reward_created_at: null,
  reward_updated_at: null,
  streak: null,
};

const toQuestReward = (reward: Reward, streak: number): QuestReward => ({
  reward_id: reward.id,
  reward_item: reward.reward_item,
  reward_qty: reward.reward_qty,
  reward_name: reward.reward_name,
  reward_created_at: reward.created_at,
  reward_updated_at: reward.updated_at,
  streak,
});

/** What a decision about a quest has to know of the rest of the catalog. */
export interface Found {
  /** The reward that the short form names. */
  readonly reward: Reward | undefined;
  readonly nameTaken: boolean;
  /** What every other quest demands. */
  readonly others: ReadonlyMap<string, Pick<QuestDefinition, 'unlock'>>;
}

export type CreateDecision =
  | { readonly kind: 'created'; readonly quest: QuestRow }
  | { readonly kind: 'unknown-quest-reward' }
  | { readonly kind: 'quest-name-taken' }
  | { readonly kind: 'unworkable'; readonly faults: readonly FieldError[] };

/** How often a quest can be completed by one user. */
const toDuplication = ({ repeat }: QuestDefinition): number =>
  repeat.policy === 'once' ? 1 : repeat.max;

/** `any_of[0].all_of[1]` as other faults are told: `any_of.0.all_of.1`. */
const toFieldError = ({ path, message }: FieldError): FieldError => ({
  path: path.replace(/\[(\d+)\]/g, '.$1'),
  message,
});

/** What keeps a definition from working, each with its path. */
export const findFaults = (
  questId: string,
  definition: QuestDefinition,
  others: Found['others'],
  now: Date,
): readonly FieldError[] =>
  [...checkDefinition(definition, now), ...checkUnlocks(questId, definition, others)].map(
    toFieldError,
  );

const toFullDefinition = (body: Extract<QuestForm, { kind: 'full' }>['body']): QuestDefinition => {
  const { name, description, category, state, in_flight, reason, ...parts } = body;
  return normaliseDefinition(parts);
};

const toContent = (form: QuestForm, reward: Reward | undefined) => {
  if (form.kind === 'full') {
    return { definition: toFullDefinition(form.body), reward: noReward };
  }
  if (reward === undefined) return undefined;
  return {
    definition: toQuestDefinition(form.body, toRewardLine(reward)),
    reward: toQuestReward(reward, form.body.streak),
  };
};

/** Creates a quest: version 1, active at once or a draft, with the reward as it is now. */
export const decideCreation = (
  form: QuestForm,
  found: Found,
  id: string,
  now: Date,
): CreateDecision => {
  const content = toContent(form, found.reward);
  if (content === undefined) return { kind: 'unknown-quest-reward' };
  if (found.nameTaken) return { kind: 'quest-name-taken' };
  const { definition, reward } = content;
  const state = form.body.state ?? 'active';
  const faults = state === 'active' ? findFaults(id, definition, found.others, now) : [];
  if (faults.length > 0) return { kind: 'unworkable', faults };
  const { name, description, category, in_flight } = form.body;
  const quest: QuestRow = {
    ...reward,
    id,
    name,
    description: description || null,
    category: category ?? null,
    state,
    version: 1,
    definition,
    in_flight: in_flight ?? 'migrate',
    auto_claim: definition.auto_claim,
    duplication: toDuplication(definition),
    published_at: now,
    created_at: now,
    updated_at: now,
  };
  return { kind: 'created', quest };
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
  in_flight: quest.in_flight,
  published_at: quest.published_at.toISOString(),
});

const toShownReward = (quest: QuestRow): QuestPublic['reward'] =>
  quest.reward_id === null
    ? null
    : {
        id: quest.reward_id,
        reward_name: quest.reward_name,
        reward_item: quest.reward_item,
        reward_qty: quest.reward_qty,
        created_at: quest.reward_created_at.toISOString(),
        updated_at: quest.reward_updated_at.toISOString(),
      };

/** `reward` shows what the version pays: its name is the reward's, its item and quantity are frozen. */
export const toQuestPublic = (quest: QuestRow): QuestPublic => ({
  id: quest.id,
  name: quest.name,
  description: quest.description,
  category: quest.category,
  state: quest.state,
  version: quest.version,
  reward_id: quest.reward_id,
  reward: toShownReward(quest),
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
  quest.reward_updated_at?.getTime() ?? 0,
];
