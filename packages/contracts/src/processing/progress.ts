import { z } from 'zod';
import { rewardLine } from '../catalog/reward.ts';

/** status of a progress row: counting, completed and to be claimed, limit reached and all claimed. */
export const progressStatus = { inProgress: 0, claimable: 1, finished: 2 } as const;

/** Where a user stands with a quest. `claimable_count` completions wait to be claimed. */
export const progressRow = z
  .object({
    id: z.uuid(),
    user_id: z.uuid(),
    quest_id: z.uuid(),
    quest_name: z.string(),
    status: z.number().int().min(0).max(2),
    streak: z.number().int(),
    target: z.number().int(),
    duplication: z.number().int(),
    duplication_limit: z.number().int(),
    claimable: z.boolean(),
    claimable_count: z.number().int(),
    window: z.null(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: 'ProgressRow' });

export type ProgressRow = z.infer<typeof progressRow>;

/** One payment of a quest's reward. */
export const grant = z
  .object({
    grant_id: z.uuid(),
    quest_id: z.uuid(),
    quest_name: z.string(),
    ordinal: z.number().int(),
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
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'StoredEvent' });
