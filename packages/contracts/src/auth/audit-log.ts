import { z } from 'zod';
import { cursorQuery } from '../paging.ts';
import { isStorableText } from '../storable-text.ts';

/** Who acted: an account, a server with an API key, or the product itself. */
const actor = z.object({
  kind: z.enum(['account', 'key', 'system']),
  /** Null for a caller whom nobody knows, such as a refused sign-in of an unknown name. */
  id: z.string().nullable(),
  name: z.string().nullable(),
});

export type AuditActor = z.infer<typeof actor>;

/** One act: who did what, on what, from where, when, and how the object was before and after. */
export const auditEntry = z
  .object({
    id: z.uuid(),
    at: z.iso.datetime(),
    actor,
    /** Such as `sign-in.refused`, `api-key.rotated` or `QuestPublished`. */
    action: z.string(),
    object: z.object({ kind: z.string(), id: z.string().nullable() }),
    reason: z.string().nullable(),
    /** The caller's address; null for acts of the product itself. */
    address: z.string().nullable(),
    before: z.record(z.string(), z.unknown()).nullable(),
    after: z.record(z.string(), z.unknown()).nullable(),
  })
  .meta({ id: 'AuditEntry' });

export type AuditEntry = z.infer<typeof auditEntry>;

const filter = z
  .string()
  .min(1)
  .max(255)
  .refine(isStorableText, 'holds characters that cannot be stored')
  .optional();

/** Query of the audit log: newest first, narrowed to an actor, an object or an action. */
export const auditLogQuery = z.strictObject({
  ...cursorQuery.shape,
  actor_id: filter,
  object_id: filter,
  action: filter,
});

export type AuditLogQuery = z.infer<typeof auditLogQuery>;
