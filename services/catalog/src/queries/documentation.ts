import { callerOrKeySecurity } from '@questline/http/openapi/security';

/** Who may read, for the OpenAPI document. */
export const viewers = callerOrKeySecurity;

/** What is the same for every query, for the OpenAPI document. */
export const queryNotes =
  'An answer may be older than the last command; `Questline-Min-Version` makes it wait until it shows that change, or answer 503 with `Retry-After`.';

/** The headers of a query whose answer a client may hold. */
export const revalidated = {
  requestHeaders: ['IfNoneMatch', 'MinVersion'],
  responseHeaders: ['ETag', 'Version'],
} as const;

/** The headers of a query that is answered each time. */
export const versioned = {
  requestHeaders: ['MinVersion'],
  responseHeaders: ['Version'],
} as const;
