import { z } from 'zod';
import { instant } from '../instant.ts';
import { changeAuthor } from './change.ts';
import { questShortParts, questState, questVersion } from './quest.ts';
import { inFlight, questDefinition } from './quest-definition.ts';
import { rewardPublic } from './reward.ts';

/** `source` of everything the catalog service emits. */
export const catalogSource = 'questline/catalog';

export const questDrafted = 'QuestDrafted';
/** A draft was changed; an edit of what was published publishes a new version. */
export const questEdited = 'QuestEdited';
/** A version of a quest became the one in force. */
export const questPublished = 'QuestPublished';
export const questPaused = 'QuestPaused';
export const questResumed = 'QuestResumed';
export const questArchived = 'QuestArchived';
/** A draft was deleted. */
export const questDiscarded = 'QuestDiscarded';
export const rewardCreated = 'RewardCreated';
export const rewardEdited = 'RewardEdited';
export const rewardRetired = 'RewardRetired';

/**
 * What decides which quests count and how. All of them name `quest_id`, `version`, `state` and
 * `revision`: of two events about a quest the one with the higher revision holds, whichever comes first.
 */
export const questStateEventTypes = [
  questPublished,
  questPaused,
  questResumed,
  questArchived,
] as const;

/** Events about the catalog rather than about a user; the subject is the quest or the reward. */
export const catalogEventTypes = [
  ...questStateEventTypes,
  questDrafted,
  questEdited,
  questDiscarded,
  rewardCreated,
  rewardEdited,
  rewardRetired,
] as const;

/** What every event of the catalog says of the change it tells of. */
const changed = {
  /** Grows by one with each change of this quest or reward, from 1. */
  revision: z.number().int().min(1),
  change: z.object({
    /** Grows by one with each change of the whole catalog, from 1: the order of all of them. */
    position: z.number().int().min(1),
    author: changeAuthor,
    reason: z.string().nullable(),
    /** The author's address; absent from acts of the product itself and of earlier releases. */
    address: z.string().optional(),
    /** How the quest or the reward was before; absent for a new one. */
    before: z.record(z.string(), z.unknown()).optional(),
  }),
};

/** What every event of the catalog reports, whatever else its `data` holds. */
export const changeReport = z.looseObject(changed);

/** A quest as it was written, in the short form or the full one. */
export const questContent = z.object({
  name: z.string(),
  description: z.string().nullable(),
  category: z.string().nullable(),
  definition: questDefinition,
  in_flight: inFlight,
  short_form: questShortParts.nullable(),
});

export type QuestContent = z.infer<typeof questContent>;

const draftData = z.object({ quest_id: z.uuid(), ...questContent.shape, ...changed });

/** `data` of `QuestPublished`: a `questVersion` with what the catalog itself needs besides. */
const publishedData = z.object({
  ...questVersion.shape,
  category: z.string().nullable(),
  short_form: questShortParts.nullable(),
  ...changed,
});

/** `data` of `QuestPaused`, `QuestResumed` and `QuestArchived`. */
export const questStateChangedData = z.object({
  quest_id: z.uuid(),
  version: z.number().int().min(1),
  state: questState,
  ...changed,
});

const discardedData = z.object({ quest_id: z.uuid(), ...changed });
const rewardData = z.object({ reward: rewardPublic, ...changed });
const rewardRetiredData = z.object({ reward_id: z.uuid(), ...changed });

const of = <Type extends string, Data extends z.ZodType>(type: Type, data: Data) =>
  z.object({ type: z.literal(type), time: instant, data });

/** Every event of the catalog, by its type. */
export const catalogEvent = z.discriminatedUnion('type', [
  of(questDrafted, draftData),
  of(questEdited, draftData),
  of(questPublished, publishedData),
  of(questPaused, questStateChangedData),
  of(questResumed, questStateChangedData),
  of(questArchived, questStateChangedData),
  of(questDiscarded, discardedData),
  of(rewardCreated, rewardData),
  of(rewardEdited, rewardData),
  of(rewardRetired, rewardRetiredData),
]);

export type CatalogEvent = z.infer<typeof catalogEvent>;
