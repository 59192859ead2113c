import { z } from 'zod';
import { eventSource, plainSource } from '../event-source.ts';
import { instant } from '../instant.ts';
import { isStorableText } from '../storable-text.ts';

const storable = z.string().refine(isStorableText, 'holds characters that cannot be stored');

/**
 * What a key may do; `events:write` sends events, `sign-ins:write` the two types that are sign-ins and
 * only those, `catalog:*` reads or edits quests and rewards.
 */
export const apiKeyScopes = [
  'events:write',
  'sign-ins:write',
  'catalog:read',
  'catalog:write',
  'wallets:write',
] as const;
export const apiKeyScope = z.enum(apiKeyScopes);
export type ApiKeyScope = z.infer<typeof apiKeyScope>;

/** Begins every key's secret, so that scanners of leaked secrets can tell one. */
export const apiKeyPrefix = 'qlk_';
/**
 * The prefix, 256 random bits as base64url, and a checksum of 6 characters, which secrets of earlier
 * releases lack.
 */
export const apiKeySecret = z.string().regex(/^qlk_[A-Za-z0-9_-]{43}(?:[A-Za-z0-9_-]{6})?$/);
/** SHA-256 of a secret, hexadecimal: all that is stored and sent between services. */
export const apiKeyHash = z.string().regex(/^[0-9a-f]{64}$/);

/** Longest that the secret before a rotation stays valid, in seconds: 30 days. */
export const overlapSecondsMax = 30 * 24 * 3_600;

/**
 * The body that creates a key. `event_types` bounds what it sends to these types; null is all. `source`
 * is the one source of its events, `expires_at` when it ends; null is never.
 */
export const apiKeyCreate = z
  .strictObject({
    name: storable.trim().min(1).max(255),
    scopes: z.array(apiKeyScope).min(1).max(apiKeyScopes.length).default(['events:write']),
    event_types: z.array(storable.min(1).max(255)).min(1).max(100).nullable().default(null),
    source: eventSource.default(plainSource),
    expires_at: instant.nullable().default(null),
  })
  .meta({ id: 'ApiKeyCreate' });

export const apiKeyPublic = z
  .object({
    id: z.uuid(),
    name: z.string(),
    /** The first characters of the secret, to tell keys apart. */
    prefix: z.string(),
    scopes: z.array(apiKeyScope),
    event_types: z.array(z.string()).nullable(),
    /** The one source of its events; null for a key of an earlier release, which is not bound to one. */
    source: z.string().nullable(),
    expires_at: z.iso.datetime().nullable(),
    /** When the secret before the newest ends; null without one. */
    previous_expires_at: z.iso.datetime().nullable(),
    created_by: z.uuid(),
    created_at: z.iso.datetime(),
    /** To the minute; null for a key that was never used. */
    last_used_at: z.iso.datetime().nullable(),
    revoked_at: z.iso.datetime().nullable(),
  })
  .meta({ id: 'ApiKeyPublic' });

export type ApiKeyPublic = z.infer<typeof apiKeyPublic>;

/** The answer of a creation: the only time the secret is shown. */
export const apiKeyCreated = apiKeyPublic
  .extend({ secret: z.string() })
  .meta({ id: 'ApiKeyCreated' });

/** The body that rotates a key: how long the secret before stays valid, in seconds. */
export const apiKeyRotate = z
  .strictObject({
    overlap_seconds: z.number().int().min(0).max(overlapSecondsMax).default(86_400),
  })
  .meta({ id: 'ApiKeyRotate' });

/** What another service is told of a live key: `POST /internal/v1/api-keys/verify {secret_hash}`. */
export const apiKeyGrant = z.object({
  id: z.uuid(),
  name: z.string(),
  scopes: z.array(apiKeyScope),
  event_types: z.array(z.string()).nullable(),
  /** The one source of the key's events; null is not bound. */
  source: z.string().nullable().default(null),
  /** When the secret that was asked about ends; null is never. */
  valid_until: z.iso.datetime().nullable().default(null),
});

export type ApiKeyGrant = z.infer<typeof apiKeyGrant>;

/** The `code` of the 404 that says so, unlike the one of an address where nothing is. */
export const unknownApiKeyCode = 'unknown-api-key';
