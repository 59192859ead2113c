import {
  type ApiKeyGrant,
  type ApiKeyPublic,
  type ApiKeyScope,
  apiKeyPrefix,
} from '@questline/contracts/auth/api-key';

/** A key as the database tells it. */
export interface ApiKeyRow {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: ApiKeyScope[];
  readonly event_types: string[] | null;
  /** Null is a key of an earlier release, which is not bound to a source. */
  readonly source: string | null;
  readonly expires_at: Date | null;
  readonly previous_expires_at: Date | null;
  readonly created_by: string;
  readonly created_at: Date;
  readonly last_used_at: Date | null;
  readonly revoked_at: Date | null;
}

/** Random characters that a list shows: enough to tell keys apart, far too few to guess the rest. */
const shownLength = 8;

export const toDisplayPrefix = (secret: string): string =>
  secret.slice(0, apiKeyPrefix.length + shownLength);

export const toApiKeyPublic = (row: ApiKeyRow): ApiKeyPublic => ({
  ...row,
  expires_at: row.expires_at?.toISOString() ?? null,
  previous_expires_at: row.previous_expires_at?.toISOString() ?? null,
  created_at: row.created_at.toISOString(),
  last_used_at: row.last_used_at?.toISOString() ?? null,
  revoked_at: row.revoked_at?.toISOString() ?? null,
});

/** A live key with when the secret that was presented ends. */
export interface LiveApiKey extends ApiKeyRow {
  readonly valid_until: Date | null;
}

export const toApiKeyGrant = ({
  id,
  name,
  scopes,
  event_types,
  source,
  valid_until,
}: LiveApiKey): ApiKeyGrant => ({
  id,
  name,
  scopes,
  event_types,
  source,
  valid_until: valid_until?.toISOString() ?? null,
});

/** How exactly the last use is told, so that busy keys are not written at each request. */
const lastUseStepMs = 60_000;

/** Whether a use at `now` is to be written down. */
export const isUseNews = ({ last_used_at }: Pick<ApiKeyRow, 'last_used_at'>, now: Date): boolean =>
  last_used_at === null || now.getTime() - last_used_at.getTime() >= lastUseStepMs;
