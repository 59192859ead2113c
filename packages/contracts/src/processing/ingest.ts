import { z } from 'zod';
import { rewardLine } from '../catalog/reward.ts';
import { instant } from '../instant.ts';
import { timeZoneName } from '../time-zone-name.ts';
import { userId } from '../user-id.ts';

/** Most events in one request. */
export const ingestEventsMax = 1_000;
/** Largest body of a request, in bytes. */
export const ingestBodyBytesMax = 4 * 1024 * 1024;
/** Longest that `Prefer: wait` waits for credits, in seconds. */
export const waitSecondsMax = 30;

/**
 * An event as plain JSON. Without an `id` it gets one, without a `time` it happens now; `timezone` is the
 * user's own, an IANA name. `data` is any JSON value.
 */
export const plainEvent = z
  .strictObject({
    type: z.string().min(1).max(255),
    user_id: userId,
    data: z.unknown().optional(),
    id: z.string().min(1).max(255).nullish(),
    time: instant.nullish(),
    /** The user's own time zone from the event on, an IANA name. */
    timezone: timeZoneName.nullish(),
  })
  .meta({ id: 'PlainEvent' });

const fault = z.object({ path: z.string(), message: z.string() });

/** What one event caused: where its quests stand now, what was completed, what was paid. */
export const ingestCaused = z
  .object({
    progress: z.array(
      z.object({
        quest_id: z.uuid(),
        quest_name: z.string(),
        streak: z.number(),
        target: z.number(),
      }),
    ),
    /** Quests that count the event's type and were not moved by it, each with the reason. */
    unmoved: z.array(z.object({ quest_id: z.uuid(), quest_name: z.string(), reason: z.string() })),
    completions: z.array(
      z.object({
        quest_id: z.uuid(),
        quest_name: z.string(),
        ordinal: z.number().int(),
        /** 0 for the quest as a whole, else the step that was reached. */
        step: z.number().int(),
        claimable: z.boolean(),
        /** How its payment stands, as in `quest_completed`. */
        payment: z.string(),
      }),
    ),
    grants: z.array(
      z.object({
        grant_id: z.uuid(),
        quest_id: z.uuid(),
        ordinal: z.number().int(),
        step: z.number().int(),
        lines: z.array(rewardLine),
        /** Whether the wallet held it when the answer was given. */
        credited: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'Caused' });

export type IngestCaused = z.infer<typeof ingestCaused>;

/**
 * What became of one event. `accepted`: stored and counted. `replayed`: known already, nothing
 * changed. `rejected`: nothing was stored; `code` is 409 for another payload under a known identity,
 * 422 for a fault, named by its path.
 */
export const ingestResult = z
  .object({
    id: z.string(),
    status: z.enum(['accepted', 'replayed', 'rejected']),
    code: z.number().int().optional(),
    detail: z.string().optional(),
    errors: z.array(fault).optional(),
    /** With `Prefer: wait` only; of a replay what the event caused the first time, while that is stored. */
    caused: ingestCaused.optional(),
  })
  .meta({ id: 'IngestResult' });

export type IngestResult = z.infer<typeof ingestResult>;

/** One for each event of the request, in its order. */
export const ingestAnswer = z
  .object({ results: z.array(ingestResult) })
  .meta({ id: 'IngestAnswer' });
