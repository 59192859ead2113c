import { z } from 'zod';

/** Who changed something: a superuser, a server with an API key, or the product itself. */
export const changeAuthor = z.object({
  kind: z.enum(['user', 'api_key', 'system']),
  id: z.string().nullable(),
});

export type ChangeAuthor = z.infer<typeof changeAuthor>;

/** Why somebody changes something, for its history. */
export const changeReason = z.string().trim().max(500).nullish();

/** The body of a command that needs nothing else. */
export const changeBody = z.strictObject({ reason: changeReason }).meta({ id: 'Change' });

/** What a command answers beside its body: the position of the change among all of the catalog's. */
export const versionHeader = 'questline-version';
/** What a query is asked to show at least: the position a command has answered. */
export const minVersionHeader = 'questline-min-version';
/** The same for a browser, which sends it back by itself. */
export const versionCookieName = 'questline_catalog_version';
/** A command that a client may send again: the same key, the same answer. */
export const idempotencyKeyHeader = 'idempotency-key';
