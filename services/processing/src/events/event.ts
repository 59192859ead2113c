import { eventDataBytesMax, type QuestlineEvent } from '@questline/contracts/event';
import { parseInstant } from '@questline/contracts/instant';
import { isStorableText } from '@questline/contracts/storable-text';
import { userIdLengthMax } from '@questline/contracts/user-id';
import { checkEventData } from '@questline/quest-language/check-event-data';
import { validTraceparent } from '@questline/telemetry/traceparent';
import {
  type EventContent,
  type Extensions,
  type StoredEnvelope,
  toColumns,
} from './event-envelope.ts';
import { identityKeyOf, payloadDigestOf } from './event-identity.ts';

export type { Extensions } from './event-envelope.ts';

/** An event on its way in; `untimed` where the sender gave no time and this service set it. */
export type ArrivingEvent = Omit<QuestlineEvent, 'data' | 'datacontenttype' | 'timezone'> &
  EventContent & { readonly timezone?: string | undefined; readonly untimed?: true };

/** Why an event moves no quest although its type could: see the `flag` column of `events`. */
export type EventFlag = 'late' | 'future';

/** A row of the Event table before it has its place in the order of arrival. */
export interface NewStoredEvent {
  readonly source: string;
  readonly id: string;
  readonly type: string;
  readonly user_id: string;
  readonly time: Date;
  /** What conditions and fields look into: empty where the sender's data are no object. */
  readonly data: Readonly<Record<string, unknown>>;
  /** What else the sender put into it. */
  readonly envelope: StoredEnvelope | null;
  readonly extensions?: Extensions | undefined;
  readonly untimed?: true | undefined;
  readonly flag: EventFlag | null;
  /** The zone that the event itself names for its user: an IANA name. */
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

export const toStoredEvent = (
  event: ArrivingEvent,
  time: Date,
  flag: EventFlag | null,
): NewStoredEvent => {
  const { source, id, type, subject: user_id, data: value, data_base64, timezone } = event;
  const { data, envelope } = toColumns(event);
  return {
    source,
    id,
    type,
    user_id,
    time,
    data,
    envelope,
    flag,
    timezone,
    identity: identityKeyOf(event),
    payload: payloadDigestOf({
      type,
      user_id,
      time: event.untimed ? null : time,
      data: value,
      data_base64,
      timezone,
    }),
    extensions: event.extensions,
    untimed: event.untimed,
    traceparent: validTraceparent(event.traceparent),
  };
};

/** Why an event cannot be stored, with the path of the fault. */
export interface EventFault {
  readonly path: string;
  readonly message: string;
}

const attributes = ['id', 'source', 'type', 'subject'] as const;

const unstorable = (path: string): EventFault => ({
  path,
  message: 'holds a character that cannot be stored',
});

/** Texts of few events, which are looked at where they are there. */
const optionalFaultOf = ({ datacontenttype, dataschema, extensions }: ArrivingEvent) => {
  if (!isStorableText(datacontenttype ?? '')) return unstorable('datacontenttype');
  if (!isStorableText(dataschema ?? '')) return unstorable('dataschema');
  const name = Object.keys(extensions ?? {}).find(
    (each) => !isStorableText(String(extensions?.[each])),
  );
  return name === undefined ? undefined : unstorable(name);
};

const bytesPerCharacter = 3 / 4;

const dataFaultOf = ({ data, data_base64 }: ArrivingEvent): EventFault | undefined => {
  if (data_base64 === undefined) return data === undefined ? undefined : checkEventData(data);
  return data_base64.length * bytesPerCharacter > eventDataBytesMax
    ? { path: 'data_base64', message: `holds more than ${eventDataBytesMax} bytes` }
    : undefined;
};

/**
 * The time of an event that has the right shape, or what is wrong with the event: the fault that is found
 * first.
 */
export const checkEvent = (event: ArrivingEvent, now: Date): Date | EventFault => {
  const bad = attributes.find((name) => !isStorableText(event[name]));
  if (bad !== undefined) return unstorable(bad);
  if (event.subject.length > userIdLengthMax) {
    return { path: 'subject', message: `must be at most ${userIdLengthMax} characters` };
  }
  const time = parseInstant(event.time);
  if (!time || time.getTime() < timeMin || time.getTime() > now.getTime() + aheadMaxMs) {
    return { path: 'time', message: 'must lie between the year 2000 and a year from now' };
  }
  return optionalFaultOf(event) ?? dataFaultOf(event) ?? time;
};
