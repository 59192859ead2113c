import { problem } from '@questline/contracts/problem';

const meanings = {
  401: 'No token, or a bad or expired one',
  403: 'Known, but not allowed',
  404: 'Unknown id or name',
  409: 'The name is taken',
  422: 'The body, the path or the query is not valid',
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
