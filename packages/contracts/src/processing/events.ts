import { z } from 'zod';
import { rewardLine } from '../catalog/reward.ts';

/** `source` of everything the processing service emits. */
export const processingSource = 'questline/processing';

export const questCompleted = 'QuestCompleted';
/** A step of a quest was reached; says what `QuestCompleted` says, with a `step` of 1 or more. */
export const questStepReached = 'QuestStepReached';
export const rewardGranted = 'RewardGranted';

/** `data` of `QuestCompleted`; the subject is the user's id. */
export const questCompletedData = z.object({
  quest_id: z.uuid(),
  quest_name: z.string(),
  version: z.number().int(),
  ordinal: z.number().int().min(1),
  /** 0 for the quest as a whole, else the step that was reached. */
  step: z.number().int().min(0).default(0),
});

/** `data` of `RewardGranted`: one payment, credited by the wallet once for its `grant_id`. */
export const rewardGrantedData = z.object({
  grant_id: z.uuid(),
  lines: z.array(rewardLine).min(1),
  cause: z.object({
    quest_id: z.uuid(),
    quest_name: z.string(),
    version: z.number().int(),
    ordinal: z.number().int().min(1),
    step: z.number().int().min(0).default(0),
  }),
});

export type RewardGrantedData = z.infer<typeof rewardGrantedData>;
