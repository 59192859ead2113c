import type { Header, Parameter } from './document.ts';

const text = { type: 'string' } as const;
const seconds = { type: 'integer', minimum: 0 } as const;

const requestHeader = (name: string, description: string, schema = {}): Parameter => ({
  name,
  in: 'header',
  required: false,
  description,
  schema: { ...text, ...schema },
});

/** Request headers that are read by hooks and handlers, and so stand in no schema of a route. */
export const requestHeaders = {
  IfMatch: requestHeader(
    'If-Match',
    'The `ETag` of what was read: a change that is meant for another state is refused with 412.',
  ),
  IfNoneMatch: requestHeader(
    'If-None-Match',
    'The `ETag` of the copy the client holds: 304 while it is current.',
  ),
  IdempotencyKey: requestHeader(
    'Idempotency-Key',
    'Names the request within its caller: a repeat gets the first answer and changes nothing.',
    { minLength: 1, maxLength: 255, pattern: '^[!-~]+$' },
  ),
  EventsKey: requestHeader(
    'Idempotency-Key',
    'Gives the events without an `id` the same ids in a repeat, which is then known as one.',
    { minLength: 1, maxLength: 200 },
  ),
  Prefer: requestHeader(
    'Prefer',
    '`wait=N` waits up to N seconds, 30 at most, and returns what was caused (RFC 7240).',
    { examples: ['wait=5'] },
  ),
  MinVersion: requestHeader(
    'Questline-Min-Version',
    'The `Questline-Version` of a command: the query shows at least that change.',
    { pattern: '^\\d{1,15}$' },
  ),
} as const;

export type RequestHeaderName = keyof typeof requestHeaders;

interface ResponseHeader extends Header {
  readonly name: string;
}

const responseHeader = (name: string, description: string, schema: object = text) =>
  ({ name, description, schema: { ...schema } }) as ResponseHeader;

/** Response headers by their names in the document. */
export const responseHeaders = {
  RequestId: responseHeader('X-Request-Id', 'The id of the request, as it stands in the log.'),
  RetryAfter: responseHeader('Retry-After', 'Seconds after which to try again.', seconds),
  Challenge: responseHeader('WWW-Authenticate', 'The scheme that credentials are expected in.'),
  ETag: responseHeader('ETag', 'Identifies the state that the answer shows.'),
  Location: responseHeader('Location', 'The path of what was created.'),
  Version: responseHeader(
    'Questline-Version',
    'The position of the newest change that the answer includes.',
    { type: 'string', pattern: '^\\d{1,15}$' },
  ),
  PreferenceApplied: responseHeader(
    'Preference-Applied',
    'The part of `Prefer` that was followed.',
  ),
  AcceptPost: responseHeader('Accept-Post', 'The content types that are read here.'),
} as const;

export type ResponseHeaderName = keyof typeof responseHeaders;
