import type { QuestlineEvent } from '@questline/contracts/event';
import { userIdLengthMax } from '@questline/contracts/user-id';
import { checkEventData } from '@questline/quest-language/check-event-data';
import { validTraceparent } from '@questline/telemetry/traceparent';
import { identityKeyOf, payloadDigestOf } from './event-identity.ts';

/** An event on its way in; `untimed` where the sender gave no time and this service set it. */
export type ArrivingEvent = QuestlineEvent & { readonly untimed?: true };

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
  /** The zone that the event itself names for its user; not stored with it. */
  readonly timezone?: string | undefined;
  /** Digests of its identity and of its payload. */
  readonly identity: string;
  readonly payload: string;
  /** Of the trace that what it causes goes on; not stored, and no part of the payload. */
  readonly traceparent?: string | undefined;
}

/** Clocks of senders may run ahead by this much. */
const futureMaxMs = 5 * 60 * 1000;
/** No event happened before, and none is known of longer ahead: a time out of here is a mistake. */
const timeMin = Date.UTC(2000, 0, 1);
export const aheadMaxMs = 366 * 24 * 3_600 * 1_000;

/** Whether an event comes too late, or from the future, to count. */
export const flagOf = (time: Date, now: Date, latenessMaxSeconds: number): EventFlag | null => {
  const ageMs = now.getTime() - time.getTime();
  if (ageMs > latenessMaxSeconds * 1000) return 'late';
  return ageMs < -futureMaxMs ? 'future' : null;
};

export const toStoredEvent = (event: ArrivingEvent, flag: EventFlag | null): NewStoredEvent => {
  const { source, id, type, subject: user_id, data, timezone } = event;
  const time = new Date(event.time);
  return {
    source,
    id,
    type,
    user_id,
    time,
    data,
    flag,
    timezone,
    identity: identityKeyOf(event),
    payload: payloadDigestOf({ type, user_id, time: event.untimed ? null : time, data, timezone }),
    traceparent: validTraceparent(event.traceparent),
  };
};

/** Why an event cannot be stored, with the path of the fault. */
export interface EventFault {
  readonly path: string;
  readonly message: string;
}

const attributes = ['id', 'source', 'type', 'subject'] as const;

/** PostgreSQL stores neither the character NUL nor half of a surrogate pair. */
const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed();

/** What is wrong with an event that has the right shape, if anything is; the fault that is found first. */
export const faultOf = (event: QuestlineEvent, now: Date): EventFault | undefined => {
  const unstorable = attributes.find((name) => !isStorable(event[name]));
  if (unstorable !== undefined) {
    return { path: unstorable, message: 'holds a character that cannot be stored' };
  }
  if (event.subject.length > userIdLengthMax) {
    return { path: 'subject', message: `must be at most ${userIdLengthMax} characters` };
  }
  const time = Date.parse(event.time);
  if (!(time >= timeMin && time <= now.getTime() + aheadMaxMs)) {
    return { path: 'time', message: 'must lie between the year 2000 and a year from now' };
  }
  return checkEventData(event.data);
};
