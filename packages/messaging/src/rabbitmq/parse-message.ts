import { type QuestlineEvent, questlineEvent } from '@questline/contracts/event';

/** Something in a message that is no event, as it came, and why it is none. */
export interface Malformed {
  readonly body: Buffer;
  readonly reason: string;
}

export interface ParsedMessage {
  readonly events: readonly QuestlineEvent[];
  readonly malformed: readonly Malformed[];
}

const reasonCharactersMax = 500;

const reasonOf = (issues: readonly { path: readonly PropertyKey[]; message: string }[]): string => {
  const parts = issues.map(({ path, message }) => `${path.join('.') || 'event'}: ${message}`);
  return `not an event: ${parts.join('; ')}`.slice(0, reasonCharactersMax);
};

const parseJson = (body: Buffer): { value: unknown } | { reason: string } => {
  try {
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) };
  } catch (error) {
    return { reason: `not JSON: ${(error as Error).message}`.slice(0, reasonCharactersMax) };
  }
};

/** Reads a message: an array of events, or one event. What is wrong in it leaves the rest usable. */
export const parseMessage = (body: Buffer): ParsedMessage => {
  const json = parseJson(body);
  if ('reason' in json) return { events: [], malformed: [{ body, reason: json.reason }] };
  const events: QuestlineEvent[] = [];
  const malformed: Malformed[] = [];
  for (const item of Array.isArray(json.value) ? json.value : [json.value]) {
    const { success, error } = questlineEvent.safeParse(item);
    // As it came: an extension attribute the schema does not name is still the consumer's to see.
    if (success) events.push(item as QuestlineEvent);
    else
      malformed.push({ body: Buffer.from(JSON.stringify(item)), reason: reasonOf(error.issues) });
  }
  return { events, malformed };
};
