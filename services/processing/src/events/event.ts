import { isDeepStrictEqual } from 'node:util';
import { eventDataBytesMax, type QuestlineEvent } from '@questline/contracts/event';
import { validTraceparent } from '@questline/telemetry/traceparent';

/** Why an event moves no quest although its type could: see the `flag` column of `events`. */
export type EventFlag = 'late' | 'future';

/** A row of the Event table before it has its place in the order of arrival. */
export interface NewStoredEvent {
  readonly source: string;
  readonly id: string;
  readonly type: string;
  readonly user_id: string;
  readonly time: Date;
  readonly data: Record<string, unknown>;
  readonly flag: EventFlag | null;
  /** Of the trace that what it causes goes on; not stored, and no part of the payload. */
  readonly traceparent?: string | undefined;
}

/** Clocks of senders may run ahead by this much. */
const futureMaxMs = 5 * 60 * 1000;

/** Whether an event comes too late, or from the future, to count. */
export const flagOf = (time: Date, now: Date, latenessMaxSeconds: number): EventFlag | null => {
  const ageMs = now.getTime() - time.getTime();
  if (ageMs > latenessMaxSeconds * 1000) return 'late';
  return ageMs < -futureMaxMs ? 'future' : null;
};

export const identityOf = ({ source, id }: { source: string; id: string }): string =>
  JSON.stringify([source, id]);

export const toStoredEvent = (event: QuestlineEvent, flag: EventFlag | null): NewStoredEvent => ({
  source: event.source,
  id: event.id,
  type: event.type,
  user_id: event.subject,
  time: new Date(event.time),
  data: event.data,
  flag,
  traceparent: validTraceparent(event.traceparent),
});

/** Whether two events of one identity say the same thing. */
export const isSamePayload = (
  a: Pick<NewStoredEvent, 'type' | 'user_id' | 'time' | 'data'>,
  b: Pick<NewStoredEvent, 'type' | 'user_id' | 'time' | 'data'>,
): boolean =>
  a.type === b.type &&
  a.user_id === b.user_id &&
  a.time.getTime() === b.time.getTime() &&
  // As JSON has it: what JSON cannot tell apart, such as -0 and 0, is the same payload.
  isDeepStrictEqual(JSON.parse(JSON.stringify(a.data)), JSON.parse(JSON.stringify(b.data)));

/** What PostgreSQL cannot store as text or jsonb: the character NUL and half a surrogate pair. */
const unstorable = /\\u0000|\\ud[89a-f]/i;

/** Why an event cannot be stored at all, if so. */
export const faultOf = (event: QuestlineEvent): string | undefined => {
  const data = JSON.stringify(event.data);
  if (Buffer.byteLength(data) > eventDataBytesMax) return `data is over ${eventDataBytesMax} bytes`;
  const texts = JSON.stringify([event.id, event.source, event.type, event.subject]);
  return [data, texts].some((json) => unstorable.test(json.replaceAll('\\\\', '')))
    ? 'holds a character that cannot be stored'
    : undefined;
};
