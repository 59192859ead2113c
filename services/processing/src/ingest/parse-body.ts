import { Refusal } from '@questline/http/refusal';
import { nestingOf } from '@questline/quest-language/check-event-data';
import { findLongValue } from './event-lengths.ts';

/** The data of an event has a depth of its own; the envelope and the array add to it. */
const nestingMax = 40;
/** An event of the longest data, every character of it written as an escape, and its envelope. */
const eventLengthMax = 128 * 1024;

/** 400: the body is not what its content type says. */
export const malformed = (detail: string) => new Refusal(400, 'malformed', detail);

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Text in UTF-8. Throws Refusal 400 for anything else. */
export const decodeUtf8 = (body: Buffer): string => {
  try {
    return decoder.decode(body);
  } catch {
    throw malformed('The body is not UTF-8.');
  }
};

/** The name `__proto__`, however it is written: it would change an object's prototype where it is copied. */
const poison =
  /(?<!\\)"(?:_|\\u005[fF]){2}(?:p|\\u0070)(?:r|\\u0072)(?:o|\\u006[fF])(?:t|\\u0074)(?:o|\\u006[fF])(?:_|\\u005[fF]){2}"\s*:/;

const refuse = (path: string, message: string) =>
  new Refusal(422, 'invalid', 'The request is not valid.', {
    fields: { errors: [{ path, message }] },
  });

/** Looks at a text before it is parsed, which can cost far more than to read it. */
const checkText = (text: string): void => {
  if (text.trim() === '') throw malformed('The body is empty.');
  const long = findLongValue(text, eventLengthMax);
  if (long !== undefined) {
    throw refuse(long < 0 ? '' : `[${long}]`, `is longer than ${eventLengthMax} characters`);
  }
  if (nestingOf(text) > nestingMax) {
    throw refuse('', `is nested deeper than ${nestingMax} levels`);
  }
  if (poison.test(text)) throw malformed('The name __proto__ is not allowed.');
};

/** Parses a body as JSON, none of whose texts can cost more than its length. Throws Refusal 400 and 422. */
export const parseJsonBody = (body: Buffer): unknown => {
  const text = decodeUtf8(body);
  checkText(text);
  try {
    return JSON.parse(text);
  } catch {
    throw malformed('The body is not JSON.');
  }
};
