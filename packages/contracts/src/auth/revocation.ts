import { z } from 'zod';

/**
 * A credential that ended before its time: `kind` is `session` or `api-key`, `subject` the id. Of an API
 * key it says that what was known of it before does not hold any more. A reader passes over kinds it
 * does not know, as a later release may add some.
 */
export const revocation = z.object({
  kind: z.string().min(1).max(50),
  subject: z.string().min(1).max(128),
  revoked_at: z.iso.datetime(),
  /** When no such credential could be valid any more. */
  expires_at: z.iso.datetime(),
});

export type Revocation = z.infer<typeof revocation>;

/** Revocations in one answer of `GET /internal/v1/revocations?since=&after=`. */
export const revocationPageSize = 5_000;

/**
 * What was revoked since a cursor. `more` is the `after` of the next page of the same reading, null on
 * the last one; `cursor` of its first page is the `since` of the next reading, which may repeat rows.
 */
export const revocationPage = z.object({
  data: z.array(revocation).max(revocationPageSize),
  more: z.string().nullable(),
  cursor: z.string(),
});

export type RevocationPage = z.infer<typeof revocationPage>;

/** Where a reading starts; by default at the beginning. Both are whole numbers as text. */
export const revocationQuery = z.strictObject({
  since: z
    .string()
    .regex(/^\d{1,19}$/)
    .default('0'),
  after: z
    .string()
    .regex(/^\d{1,18}$/)
    .default('0'),
});

export type RevocationQuery = z.infer<typeof revocationQuery>;

/** Broadcast `{revocations}` after the commit: a hint that saves listeners the wait for their next look. */
export const revocationsChannel = 'auth.revocations';
export const revocationsHint = z.object({ revocations: z.array(revocation) });
