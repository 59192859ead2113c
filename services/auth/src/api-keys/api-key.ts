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
  created_at: row.created_at.toISOString(),
  last_used_at: row.last_used_at?.toISOString() ?? null,
  revoked_at: row.revoked_at?.toISOString() ?? null,
});

export const toApiKeyGrant = ({ id, name, scopes, event_types }: ApiKeyRow): ApiKeyGrant => ({
  id,
  name,
  scopes,
  event_types,
});

/** How exactly the last use is told, so that busy keys are not written at each request. */
const lastUseStepMs = 60_000;

/** Whether a use at `now` is to be written down. */
export const isUseNews = ({ last_used_at }: Pick<ApiKeyRow, 'last_used_at'>, now: Date): boolean =>
  last_used_at === null || now.getTime() - last_used_at.getTime() >= lastUseStepMs;
