import { problem } from '@questline/contracts/problem';

const meanings = {
  400: 'Refused as it stands',
  401: 'No token, or a bad or expired one',
  403: 'Known, but not allowed',
  404: 'Unknown id or name',
  409: 'It conflicts with what is there',
  412: 'It changed since the ETag in If-Match',
  413: 'The body is too large',
  415: 'The content type is not supported here',
  422: 'The body, the path or the query is not valid',
  429: 'Too many attempts; Retry-After says when to go on',
  503: 'A dependency is out for now',
} as const;

type Status = keyof typeof meanings;

const toResponse = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problem } },
});

/** The refusals of an operation, for its entry in the OpenAPI document. */
export const problemResponses = <Given extends Status>(...statuses: Given[]) =>
  Object.fromEntries(statuses.map((status) => [status, toResponse(meanings[status])])) as Record<
    Given,
    ReturnType<typeof toResponse>
  >;
