import {
  type CatalogEvent,
  type QuestContent,
  questArchived,
  questDiscarded,
  questDrafted,
  questEdited,
  questPaused,
  questPublished,
  questResumed,
} from '@questline/contracts/catalog/events';
import type { QuestPublic, QuestState, QuestVersion } from '@questline/contracts/catalog/quest';
import type { QuestDefinition } from '@questline/contracts/catalog/quest-definition';

/** A quest as its changes leave it. Times are RFC 3339. */
export interface Quest {
  readonly id: string;
  readonly revision: number;
  readonly state: QuestState;
  /** Of the last publication; 0 for a draft, which has none. */
  readonly version: number;
  readonly content: QuestContent;
  readonly published_at: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

const toContent = (data: QuestContent): QuestContent => ({
  name: data.name,
  description: data.description,
  category: data.category,
  definition: data.definition,
  in_flight: data.in_flight,
  short_form: data.short_form,
});

/** The quest after a change; undefined once a draft is deleted. Changes of rewards leave it as it is. */
export const evolveQuest = (
  quest: Quest | undefined,
  { type, time, data }: CatalogEvent,
): Quest | undefined => {
  switch (type) {
    case questDrafted:
    case questEdited:
    case questPublished:
      return {
        id: data.quest_id,
        revision: data.revision,
        state: type === questPublished ? data.state : 'draft',
        version: type === questPublished ? data.version : 0,
        content: toContent(data),
        published_at: type === questPublished ? data.published_at : null,
        created_at: quest?.created_at ?? time,
        updated_at: time,
      };
    case questPaused:
    case questResumed:
    case questArchived:
      return quest && { ...quest, revision: data.revision, state: data.state, updated_at: time };
    case questDiscarded:
      return undefined;
    default:
      return quest;
  }
};

const everyState: readonly QuestState[] = ['draft', 'active', 'paused', 'archived'];

/** Who may see what: superusers and servers that edit the catalog see everything. */
export interface Viewer {
  readonly seesAll: boolean;
}

/** The states a viewer may see, narrowed to the one asked for: players see active quests only. */
export const visibleStates = (viewer: Viewer, asked?: QuestState): readonly QuestState[] =>
  (viewer.seesAll ? everyState : (['active'] as const)).filter(
    (state) => asked === undefined || state === asked,
  );

/** To whom a quest is not visible, it does not exist. */
export const isVisible = (quest: Quest | undefined, viewer: Viewer): quest is Quest =>
  quest !== undefined && visibleStates(viewer).includes(quest.state);

/** How often a quest can be completed by one user. */
const toDuplication = ({ repeat }: QuestDefinition): number =>
  repeat.policy === 'once' ? 1 : repeat.max;

/** `reward` is the short form's, as it was when the version was published. */
export const toQuestPublic = ({ content, ...quest }: Quest): QuestPublic => ({
  id: quest.id,
  name: content.name,
  description: content.description,
  category: content.category,
  state: quest.state,
  version: quest.version,
  reward_id: content.short_form?.reward.id ?? null,
  reward: content.short_form?.reward ?? null,
  auto_claim: content.definition.auto_claim,
  streak: content.short_form?.streak ?? null,
  duplication: toDuplication(content.definition),
  definition: content.definition,
  created_at: quest.created_at,
  updated_at: quest.updated_at,
});

/** What other services read of a quest that was published: its version in force, its state now. */
export const toQuestVersion = ({ content, ...quest }: Quest): QuestVersion => ({
  quest_id: quest.id,
  version: quest.version,
  name: content.name,
  description: content.description,
  state: quest.state,
  definition: content.definition,
  in_flight: content.in_flight,
  published_at: quest.published_at ?? quest.created_at,
  revision: quest.revision,
});

/** Tells a state of a quest from every other state of any quest: its ETag. */
export const toQuestTag = ({ id, revision }: Pick<Quest, 'id' | 'revision'>): string =>
  `"${id}-${revision}"`;
