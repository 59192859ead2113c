import { z } from 'zod';
import { rewardLine, rewardPublic } from './reward.ts';

export const questState = z.enum(['draft', 'active', 'paused', 'archived']);
export type QuestState = z.infer<typeof questState>;

/** A measurable requirement: a count of events of the given types reaching `target`. */
const objective = z.strictObject({
  event: z.array(z.string().min(1).max(255)).min(1).max(20),
  aggregate: z.literal('count'),
  op: z.literal('>='),
  target: z.number().int().min(1).max(1_000_000),
});

/** What a quest asks for and how often it pays: the full form, which the short form is sugar for. */
export const questDefinition = z
  .strictObject({
    objectives: z.strictObject({
      any_of: z.array(z.strictObject({ all_of: z.array(objective).length(1) })).length(1),
    }),
    repeat: z.strictObject({
      max: z.number().int().min(1).max(1_000_000),
      policy: z.literal('on_completion'),
    }),
    auto_claim: z.boolean(),
    rewards: z.array(rewardLine).min(1).max(20),
  })
  .meta({ id: 'QuestDefinition' });

export type QuestDefinition = z.infer<typeof questDefinition>;

/** One immutable publication of a quest; the `data` of `QuestPublished`, whose subject is the quest's id. */
export const questVersion = z
  .object({
    quest_id: z.uuid(),
    version: z.number().int().min(1),
    name: z.string(),
    description: z.string().nullable(),
    state: questState,
    definition: questDefinition,
    published_at: z.iso.datetime(),
  })
  .meta({ id: 'QuestVersion' });

export type QuestVersion = z.infer<typeof questVersion>;

/** The short form: `streak` sign-ins complete the quest, at most `duplication` times. */
export const questShortForm = z
  .strictObject({
    name: z.string().trim().min(1).max(255),
    description: z.string().trim().max(2000).nullish(),
    reward_id: z.uuid(),
    auto_claim: z.boolean(),
    streak: z.number().int().min(1).max(1_000_000),
    duplication: z.number().int().min(1).max(1_000_000),
  })
  .meta({ id: 'QuestShortForm' });

export type QuestShortForm = z.infer<typeof questShortForm>;

/** A quest as the catalog's query side shows it. */
export const questPublic = z
  .object({
    id: z.uuid(),
    name: z.string(),
    description: z.string().nullable(),
    state: questState,
    version: z.number().int(),
    reward_id: z.uuid(),
    reward: rewardPublic,
    auto_claim: z.boolean(),
    streak: z.number().int(),
    duplication: z.number().int(),
    definition: questDefinition,
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'QuestPublic' });

export type QuestPublic = z.infer<typeof questPublic>;
