import { z } from 'zod';
import { instant } from '../instant.ts';
import { rewardLine } from './reward.ts';

/** The largest count, sum or limit that a definition may name. */
const countMax = 1_000_000_000;
const secondsMax = 10 * 366 * 24 * 3600;

const eventType = z.string().trim().min(1).max(255);
const rewards = z.array(rewardLine).min(1).max(20);

/** What of the matching events is measured; every aggregate but `count` reads `field`. */
export const aggregates = ['count', 'sum', 'min', 'max', 'last', 'distinct'] as const;

/**
 * A measurable requirement over events of one or several types. `where` is a CEL expression over
 * `event` (`data`, `time`, `source`, `type`, `user_id`); `field` is a path in the data, `a.b.c`.
 */
export const objective = z
  .strictObject({
    event: z.union([eventType, z.array(eventType).min(1).max(20)]),
    where: z.string().trim().min(1).max(1_000).optional(),
    aggregate: z.enum(aggregates),
    field: z
      .string()
      .regex(
        /^[A-Za-z_][A-Za-z0-9_-]*(\.[A-Za-z_][A-Za-z0-9_-]*){0,7}$/,
        'must be a path such as a.b',
      )
      .max(255)
      .optional(),
    op: z.enum(['>=', '<=', '=']),
    target: z.number().min(-countMax).max(countMax),
  })
  .meta({ id: 'Objective' });

export type Objective = z.infer<typeof objective>;

/** A streak of days, weeks or months in each of which enough events match. */
const consecutive = z
  .strictObject({
    every: z.enum(['day', 'week', 'month']),
    /** Periods in a row that complete the quest. */
    target: z.number().int().min(1).max(10_000),
    /** Matching events that make a period count. */
    min_per_period: z.number().int().min(1).max(10_000).optional(),
    /** How long after the end of a period its missing events may still come. */
    grace_seconds: z.number().int().min(0).max(86_400).optional(),
    /** Missed periods that are forgiven: how many at first, one more for every so many periods. */
    freezes: z
      .strictObject({
        initial: z.number().int().min(0).max(1_000),
        earn_every: z.number().int().min(1).max(10_000).optional(),
        max: z.number().int().min(0).max(1_000),
      })
      .optional(),
    /** What a missed period does to the streak: to 0, one less, or nothing. */
    on_miss: z.enum(['reset', 'decay', 'hold']).optional(),
  })
  .meta({ id: 'Consecutive' });

const time = z
  .strictObject({
    /** `user`: each user's own zone; else an IANA name. Default `UTC`. */
    timezone: z.string().min(1).max(64).optional(),
    /** When a day begins, `HH:MM`. Default `00:00`. */
    day_start: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be HH:MM')
      .optional(),
  })
  .meta({ id: 'QuestTime' });

/** When events count: between two instants, in recurring windows, and not right after a completion. */
const window = z
  .strictObject({
    start: instant.optional(),
    end: instant.optional(),
    /** Five fields in the quest's time zone: when a window opens. */
    cron: z.string().trim().min(9).max(100).optional(),
    duration_seconds: z.number().int().min(60).max(secondsMax).optional(),
    cooldown_seconds: z.number().int().min(1).max(secondsMax).optional(),
  })
  .meta({ id: 'QuestWindow' });

const repeat = z
  .strictObject({
    max: z.number().int().min(1).max(1_000_000),
    /** `once`; at once after a completion; or once in each window. */
    policy: z.enum(['once', 'on_completion', 'on_window']),
    /** Whether what exceeds the target counts for the next completion. */
    carry_over: z.boolean().optional(),
  })
  .meta({ id: 'Repeat' });

const quests = z.array(z.uuid()).min(1).max(50);

/** Which other quests a user must have completed: all of these, one of these, none of these. */
const unlock = z
  .strictObject({
    all: quests.optional(),
    any: quests.optional(),
    none: quests.optional(),
  })
  .meta({ id: 'Unlock' });

/** A stage on the way to completion: its own target of the one objective, and what it pays. */
const step = z
  .strictObject({
    name: z.string().trim().min(1).max(255).optional(),
    target: z.number().min(-countMax).max(countMax),
    rewards,
  })
  .meta({ id: 'QuestStep' });

const claim = z
  .strictObject({
    expires_after_seconds: z.number().int().min(1).max(secondsMax),
    on_expire: z.enum(['forfeit', 'grant']),
  })
  .meta({ id: 'ClaimRule' });

/** A cap on what the quest pays: to one user or altogether, by payments or by a currency's amount. */
const limit = z
  .strictObject({
    scope: z.enum(['user', 'quest']),
    /** `completions`, or the name of a currency that the quest pays. */
    measure: z.string().trim().min(1).max(64),
    max: z.number().int().min(1).max(1_000_000_000_000),
    per: z.enum(['day', 'week', 'month', 'lifetime']),
    /** Past the limit: pay nothing, or pay as soon as there is room again. */
    on_exceeded: z.enum(['deny', 'defer']),
  })
  .meta({ id: 'QuestLimit' });

export type QuestLimit = z.infer<typeof limit>;

const parts = {
  objectives: z.strictObject({
    any_of: z
      .array(z.strictObject({ all_of: z.array(objective).min(1).max(10) }))
      .min(1)
      .max(10),
  }),
  consecutive: consecutive.optional(),
  time: time.optional(),
  window: window.optional(),
  unlock: unlock.optional(),
  steps: z.array(step).min(1).max(50).optional(),
  /** What the completion of all steps pays; what each step pays stands with the step. */
  total_reward: rewards.optional(),
  claim: claim.optional(),
  limits: z.array(limit).min(1).max(10).optional(),
};

/** What a quest asks for and what it pays: the full form, which the short form is sugar for. */
export const questDefinition = z
  .strictObject({
    ...parts,
    repeat,
    auto_claim: z.boolean(),
    /** Empty only with steps, which pay by themselves. */
    rewards: z.array(rewardLine).max(20),
  })
  .meta({ id: 'QuestDefinition' });

export type QuestDefinition = z.infer<typeof questDefinition>;

/** The same as clients write it: once, claimed by itself, where nothing else is said. */
export const questDefinitionParts = {
  ...parts,
  repeat: repeat.optional(),
  auto_claim: z.boolean().optional(),
  rewards: rewards.optional(),
};

/** What happens to users half-way when a new version comes into force. Default `migrate`. */
export const inFlight = z.enum(['keep_old_version', 'migrate', 'restart']);
export type InFlight = z.infer<typeof inFlight>;
