import { Refusal } from '@questline/http/refusal';
import { nestingOf } from '@questline/quest-language/check-event-data';

/** The data of an event has a depth of its own; the envelope and the array add to it. */
const nestingMax = 40;

const malformed = (detail: string) => new Refusal(400, 'malformed', detail);

const decoder = new TextDecoder('utf-8', { fatal: true });

const decode = (body: Buffer): string => {
  try {
    return decoder.decode(body);
  } catch {
    throw malformed('The body is not UTF-8.');
  }
};

/** A name that would change an object's prototype where it is copied. */
const poison = '__proto__';

const refusePoison = (key: string, value: unknown): unknown => {
  if (key === poison) throw malformed(`The name ${poison} is not allowed.`);
  return value;
};

/** Parses a body as JSON, none of whose texts can cost more than its length. Throws Refusal 400 and 422. */
export const parseJsonBody = (body: Buffer): unknown => {
  const text = decode(body);
  if (text.trim() === '') throw malformed('The body is empty.');
  if (nestingOf(text) > nestingMax) {
    throw new Refusal(422, 'invalid', 'The request is not valid.', {
      fields: { errors: [{ path: '', message: `is nested deeper than ${nestingMax} levels` }] },
    });
  }
  try {
    // Names may be written with escapes; what is suspicious is looked at value by value.
    return text.includes('__proto') || text.includes('\\u005f')
      ? JSON.parse(text, refusePoison)
      : JSON.parse(text);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw malformed('The body is not JSON.');
  }
};
