import { z } from 'zod';
import { rewardLine } from '../catalog/reward.ts';
import { userId } from '../user-id.ts';

/** status of a progress row: counting, completed and to be claimed, limit reached and all claimed. */
export const progressStatus = { inProgress: 0, claimable: 1, finished: 2 } as const;

/**
 * Where a user stands with a quest, as of now. `streak` of `target` is what a progress bar shows: the
 * one objective's value, the streak of periods, or how many of several objectives are met.
 * `claimable_count` completions wait to be claimed.
 */
export const progressRow = z
  .object({
    id: z.uuid(),
    user_id: userId,
    quest_id: z.uuid(),
    quest_name: z.string(),
    /** The version the user is on, which may be older than the one in force. */
    quest_version: z.number().int(),
    status: z.number().int().min(0).max(2),
    streak: z.number(),
    target: z.number(),
    /** Every objective of each alternative, with its value (null before the first matching event). */
    objectives: z.array(
      z.array(z.object({ value: z.number().nullable(), target: z.number(), met: z.boolean() })),
    ),
    /** Steps reached in this round, and how many there are. */
    steps: z.object({ reached: z.number().int(), total: z.number().int() }).nullable(),
    /** Missed periods that can still be forgiven, of a quest of consecutive periods. */
    freezes: z.number().int().nullable(),
    duplication: z.number().int(),
    duplication_limit: z.number().int(),
    claimable: z.boolean(),
    claimable_count: z.number().int(),
    /** The recurring window the progress belongs to. */
    window: z.object({ start: z.iso.datetime(), end: z.iso.datetime() }).nullable(),
    /** Until when events do not count, after a completion. */
    cooldown_until: z.iso.datetime().nullable(),
    /** When the first of the completions that wait can no longer be claimed. */
    claim_expires_at: z.iso.datetime().nullable(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'ProgressRow' });

export type ProgressRow = z.infer<typeof progressRow>;

/** How many users are on each version of a quest; `half_way` is those who are in the middle of it. */
export const questUsers = z
  .object({
    data: z.array(
      z.object({
        version: z.number().int(),
        users: z.number().int(),
        half_way: z.number().int(),
      }),
    ),
    count: z.number().int(),
  })
  .meta({ id: 'QuestUsers' });

/** One payment of a quest's reward. */
export const grant = z
  .object({
    grant_id: z.uuid(),
    quest_id: z.uuid(),
    quest_name: z.string(),
    ordinal: z.number().int(),
    /** 0 for the quest as a whole, else the step that was reached. */
    step: z.number().int(),
    lines: z.array(rewardLine),
    granted_at: z.iso.datetime(),
  })
  .meta({ id: 'Grant' });

export type Grant = z.infer<typeof grant>;

/** The answer of a claim: every grant it made. */
export const claimResult = z.object({ data: z.array(grant) }).meta({ id: 'ClaimResult' });

/** A stored event, in order of arrival. */
export const storedEvent = z
  .object({
    id: z.string(),
    source: z.string(),
    type: z.string(),
    user_id: z.string(),
    time: z.iso.datetime(),
    /** Any JSON value, as it was sent; neither this nor `data_base64` where there was none. */
    data: z.unknown().optional(),
    /** Data that are no JSON and no text. */
    data_base64: z.string().optional(),
    /** Of the data, where they are not JSON. */
    datacontenttype: z.string().optional(),
    dataschema: z.string().optional(),
    /** Extension attributes of a CloudEvent, and the `timezone` of a plain event. */
    extensions: z
      .record(z.string(), z.union([z.string(), z.number().int(), z.boolean()]))
      .optional(),
    /** Why it moves no quest although its type could: it came too late, or from the future. */
    flag: z.enum(['late', 'future']).nullable(),
  })
  .meta({ id: 'StoredEvent' });
