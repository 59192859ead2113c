import { z } from 'zod';
import { changeAuthor, changeReason } from './change.ts';
import { inFlight, questDefinition, questDefinitionParts } from './quest-definition.ts';
import { rewardPublic } from './reward.ts';

export type { QuestDefinition } from './quest-definition.ts';

export const questState = z.enum(['draft', 'active', 'paused', 'archived']);
export type QuestState = z.infer<typeof questState>;

/** A quest that was paused, resumed or archived; `revision` orders the changes of one quest. */
const questStateChange = z.object({
  revision: z.number().int().min(1),
  state: z.enum(['active', 'paused', 'archived']),
  at: z.iso.datetime(),
});

export type QuestStateChange = z.infer<typeof questStateChange>;

/** One immutable publication of a quest; the `data` of `QuestPublished`, whose subject is the quest's id. */
export const questVersion = z
  .object({
    quest_id: z.uuid(),
    version: z.number().int().min(1),
    name: z.string(),
    description: z.string().nullable(),
    state: questState,
    definition: questDefinition,
    /** What this version does to users who are half-way in an earlier one. */
    in_flight: inFlight.default('migrate'),
    published_at: z.iso.datetime(),
    /** Grows with each change of the quest, its state too: the highest is the newest. */
    revision: z.number().int().min(0).optional(),
    /** When it was paused, resumed and archived, oldest first, for who may have missed it. */
    state_changes: z.array(questStateChange).optional(),
  })
  .meta({ id: 'QuestVersion' });

export type QuestVersion = z.infer<typeof questVersion>;

const names = {
  name: z.string().trim().min(1).max(255),
  description: z.string().trim().max(2000).nullish(),
  /** What clients group quests by; any text. */
  category: z.string().trim().min(1).max(64).nullish(),
};

/** The short form: `streak` sign-ins complete the quest, at most `duplication` times. */
export const questShortForm = z
  .strictObject({
    ...names,
    reward_id: z.uuid(),
    auto_claim: z.boolean(),
    streak: z.number().int().min(1).max(1_000_000),
    duplication: z.number().int().min(1).max(1_000_000),
  })
  .meta({ id: 'QuestShortForm' });

export type QuestShortForm = z.infer<typeof questShortForm>;

/** What a quest in the short form shows besides its definition; the reward as it was when published. */
export const questShortParts = z.object({
  reward: rewardPublic,
  streak: z.number().int(),
});

/** The full form: every part of a definition beside the name. */
export const questFullForm = z
  .strictObject({ ...names, ...questDefinitionParts })
  .meta({ id: 'QuestFullForm' });

export type QuestFullForm = z.infer<typeof questFullForm>;

const publication = {
  /** A draft is seen by superusers alone and need not work before it is published. Default `active`. */
  state: z.enum(['draft', 'active']).optional(),
  in_flight: inFlight.optional(),
  reason: changeReason,
};

/** The body that creates a quest, in one form or the other. */
export const questCreateShort = z
  .strictObject({ ...questShortForm.shape, ...publication })
  .meta({ id: 'QuestCreateShort' });
export const questCreateFull = z
  .strictObject({ ...questFullForm.shape, ...publication })
  .meta({ id: 'QuestCreateFull' });

const edit = { in_flight: inFlight.optional(), reason: changeReason };

/** The body that edits a quest: what is named is replaced, an optional part that is null is removed. */
export const questEditShort = z
  .strictObject({ ...questShortForm.partial().shape, ...edit })
  .meta({ id: 'QuestEditShort' });
export const questEditFull = z
  .strictObject({
    ...names,
    name: names.name.optional(),
    ...questDefinitionParts,
    objectives: questDefinitionParts.objectives.optional(),
    consecutive: questDefinitionParts.consecutive.nullable(),
    time: questDefinitionParts.time.nullable(),
    window: questDefinitionParts.window.nullable(),
    unlock: questDefinitionParts.unlock.nullable(),
    steps: questDefinitionParts.steps.nullable(),
    total_reward: questDefinitionParts.total_reward.nullable(),
    claim: questDefinitionParts.claim.nullable(),
    limits: questDefinitionParts.limits.nullable(),
    repeat: questDefinitionParts.repeat.nullable(),
    rewards: questDefinitionParts.rewards.nullable(),
    ...edit,
  })
  .meta({ id: 'QuestEditFull' });

/** One line of a quest's history: who changed what, when and why. */
export const questChange = z
  .object({
    revision: z.number().int(),
    type: z.string(),
    at: z.iso.datetime(),
    author: changeAuthor,
    reason: z.string().nullable(),
    /** What the quest was changed to: all of it where it was written, else its state. */
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'QuestChange' });

export type QuestChange = z.infer<typeof questChange>;

/**
 * A quest as the catalog's query side shows it. `reward_id`, `reward`, `streak` and `duplication`
 * are those of the short form, null where a quest was written in the full form.
 */
export const questPublic = z
  .object({
    id: z.uuid(),
    name: z.string(),
    description: z.string().nullable(),
    category: z.string().nullish(),
    state: questState,
    version: z.number().int(),
    reward_id: z.uuid().nullable(),
    reward: rewardPublic.nullable(),
    auto_claim: z.boolean(),
    streak: z.number().int().nullable(),
    duplication: z.number().int(),
    definition: questDefinition,
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'QuestPublic' });

export type QuestPublic = z.infer<typeof questPublic>;
