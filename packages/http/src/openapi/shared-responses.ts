import { type RefusalStatus, refusals } from '../problem-responses.ts';
import type { Reference, Response } from './document.ts';
import { type ResponseHeaderName, responseHeaders } from './headers.ts';

export const toHeaders = (
  names: readonly ResponseHeaderName[],
): Readonly<Record<string, Reference>> =>
  Object.fromEntries(
    names.map((name) => [responseHeaders[name].name, { $ref: `#/components/headers/${name}` }]),
  );

const headersOf: Partial<Record<RefusalStatus, ResponseHeaderName>> = {
  401: 'Challenge',
  415: 'AcceptPost',
  429: 'RetryAfter',
  503: 'RetryAfter',
};

/** The headers of a refusal, in the shared form or in one of its own. */
export const refusalHeaders = (status: RefusalStatus): Readonly<Record<string, Reference>> => {
  const own = headersOf[status];
  return toHeaders(own ? ['RequestId', own] : ['RequestId']);
};

const toResponse = (status: RefusalStatus): Response => ({
  description: refusals[status].meaning,
  headers: refusalHeaders(status),
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});

const statuses = Object.keys(refusals).map(Number) as RefusalStatus[];

/** Each refusal once, for all operations. */
export const sharedResponses: Readonly<Record<string, Response>> = Object.fromEntries(
  statuses.map((status) => [refusals[status].name, toResponse(status)]),
);

export const isRefusalStatus = (status: number): status is RefusalStatus => status in refusals;

export const referToRefusal = (status: RefusalStatus): Reference => ({
  $ref: `#/components/responses/${refusals[status].name}`,
});
