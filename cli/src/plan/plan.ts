import { questChange, questState } from '@questline/contracts/catalog/quest';
import { inFlight } from '@questline/contracts/catalog/quest-definition';
import { z } from 'zod';

/** One thing to be done with a quest or a reward: what the HTTP API has a command for. */
const deed = z.enum([
  'create',
  'edit',
  'publish',
  'pause',
  'resume',
  'archive',
  'delete',
  'retire',
]);
export type Deed = z.infer<typeof deed>;

const command = z.strictObject({
  deed,
  /** As the API takes it, but with the names of rewards and quests for their ids. */
  body: z.record(z.string(), z.unknown()),
});
export type Command = z.infer<typeof command>;

/** A part that is different; null where there is none. */
const fieldChange = z.strictObject({ path: z.string(), from: z.unknown(), to: z.unknown() });
export type FieldChange = z.infer<typeof fieldChange>;

/** Why something is left as it is: somebody changed it since it was applied from here. */
const conflict = z.strictObject({
  known: z.string(),
  found: z.string(),
  /** The name it has now, if that is another. */
  renamed_to: z.string().nullable(),
  /** Who changed it last; null where that is not told. */
  change: questChange.omit({ data: true }).nullable(),
});
export type Conflict = z.infer<typeof conflict>;

const change = z.strictObject({
  kind: z.enum(['quest', 'reward']),
  name: z.string(),
  /** Null for what is to be created. */
  id: z.string().nullable(),
  /** The state of it that the change is based on. */
  revision: z.string().nullable(),
  state: z.strictObject({ from: questState.nullable(), to: questState.nullable() }).nullable(),
  commands: z.array(command),
  fields: z.array(fieldChange),
  in_flight: inFlight.nullable(),
  /** Users of the quest and those half-way in it; null where nobody is concerned. */
  users: z.strictObject({ total: z.number(), half_way: z.number() }).nullable(),
  conflict: conflict.nullable(),
});
export type Change = z.infer<typeof change>;

const resource = z.strictObject({
  kind: z.enum(['quest', 'reward']),
  name: z.string(),
  id: z.string(),
  revision: z.string(),
});
export type Resource = z.infer<typeof resource>;

/** What `questline plan` finds out and `questline apply` does. */
export const plan = z.strictObject({
  format: z.literal('questline-plan/1'),
  /** Goes into the Idempotency-Key of each command: the same plan does nothing twice. */
  id: z.string(),
  url: z.string(),
  /** What notes where quests and rewards stand afterwards, as seen from where the plan was made. */
  lock_file: z.string(),
  /** In the order in which they are to be made. */
  changes: z.array(change),
  unchanged: z.array(resource),
  /** In the catalog and in no file: left alone. */
  not_managed: z.array(resource),
  /** The ids of what is in the catalog, by names as they are compared. */
  ids: z.strictObject({
    quests: z.record(z.string(), z.string()),
    rewards: z.record(z.string(), z.string()),
  }),
});
export type Plan = z.infer<typeof plan>;
