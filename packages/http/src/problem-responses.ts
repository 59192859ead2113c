import { problem } from '@questline/contracts/problem';

/** The refusals that the API document shares between operations: what each status means. */
export const refusals = {
  400: { name: 'Malformed', meaning: 'Refused as it stands: malformed, or with two credentials' },
  401: { name: 'Unauthorized', meaning: 'No credential, or a bad, expired or revoked one' },
  403: { name: 'Forbidden', meaning: 'Known, but not allowed' },
  404: { name: 'NotFound', meaning: 'Unknown id or name' },
  409: { name: 'Conflict', meaning: 'It conflicts with what is there' },
  412: { name: 'Stale', meaning: 'It changed since the ETag in If-Match' },
  413: { name: 'TooLarge', meaning: 'The body is too large' },
  415: { name: 'UnsupportedMediaType', meaning: 'The content type is not supported here' },
  421: { name: 'Misdirected', meaning: 'The host is not the one of PUBLIC_URL' },
  422: { name: 'Invalid', meaning: 'The body, the path, the query or a header is not valid' },
  429: { name: 'TooManyRequests', meaning: 'Too many attempts; Retry-After says when to go on' },
  503: {
    name: 'Unavailable',
    meaning: 'A dependency is out for now; Retry-After says when to go on',
  },
} as const;

export type RefusalStatus = keyof typeof refusals;

const toResponse = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problem } },
});

/** The refusals of an operation, for its entry in the OpenAPI document. */
export const problemResponses = <Given extends RefusalStatus>(...statuses: Given[]) =>
  Object.fromEntries(
    statuses.map((status) => [status, toResponse(refusals[status].meaning)]),
  ) as Record<Given, ReturnType<typeof toResponse>>;
