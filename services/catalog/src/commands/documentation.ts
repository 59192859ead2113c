import { questPublic } from '@questline/contracts/catalog/quest';
import { callerOrKeySecurity } from '@questline/http/openapi/security';

/** The answer of a command that events may not be counted by yet, as processing could not be reached. */
export const notCounted = questPublic.describe(
  'It is done, and will be in effect as soon as processing can be reached',
);

/** Who may command, for the OpenAPI document. */
export const editors = callerOrKeySecurity;

/** What is the same for every command, for the OpenAPI document. */
export const commandNotes =
  'By a superuser or an API key with `catalog:write`. `Questline-Version` of the answer, sent to a query as `Questline-Min-Version`, makes it show the change.';

/** The headers of a command that creates something. */
export const creation = {
  requestHeaders: ['IdempotencyKey'],
  responseHeaders: ['ETag', 'Location', 'Version'],
} as const;

/** The headers of a command that changes something. */
export const change = {
  requestHeaders: ['IfMatch', 'IdempotencyKey'],
  responseHeaders: ['ETag', 'Version'],
} as const;

/** The headers of a command after which there is nothing to show. */
export const removal = {
  requestHeaders: ['IfMatch', 'IdempotencyKey'],
  responseHeaders: ['Version'],
} as const;
