import { walletCredited } from '@questline/contracts/auth/events';
import { catalogEventTypes } from '@questline/contracts/catalog/events';
import { eventSource } from '@questline/contracts/event-source';
import { instant } from '@questline/contracts/instant';
import {
  questCompleted,
  questStepReached,
  rewardGranted,
} from '@questline/contracts/processing/events';
import { plainEvent } from '@questline/contracts/processing/ingest';
import { timeZoneName } from '@questline/contracts/time-zone-name';
import { userId } from '@questline/contracts/user-id';
import { validTraceparent } from '@questline/telemetry/traceparent';
import { z } from 'zod';
import type { ArrivingEvent } from '../events/event.ts';
import { readExtensions } from './extensions.ts';
import { parseMediaType, plainJson } from './media-type.ts';

/** One event of a request: what it says, or why it says nothing that can be stored. */
export type ReadEvent =
  | {
      readonly kind: 'event';
      readonly event: ArrivingEvent;
      /** Whether it came as plain JSON, whose fields have other names. */
      readonly plain: boolean;
    }
  | {
      readonly kind: 'faulty';
      readonly id: string;
      readonly errors: readonly { readonly path: string; readonly message: string }[];
    };

/** What an event without an id, a time or a trace of its own is given. */
export interface EventDefaults {
  /** Asked for once, and only for an event that has none. */
  readonly newId: () => string;
  readonly now: Date;
  readonly traceparent: string | undefined;
  /** Of an event as plain JSON. */
  readonly source: string;
}

const base64 = z.base64('must be Base64');

/**
 * A CloudEvent 1.0 in its JSON form, whose subject is the user. An optional attribute that is null is not
 * there; every other name is that of an extension attribute.
 */
const cloudEvent = z.looseObject({
  specversion: z.literal('1.0'),
  id: z.string().min(1).max(255),
  source: eventSource,
  type: z.string().min(1).max(255),
  subject: userId,
  time: instant.nullish(),
  datacontenttype: z.string().trim().min(1).max(255).nullish(),
  dataschema: z.string().min(1).max(2_048).nullish(),
  data: z.unknown().optional(),
  data_base64: base64.nullish(),
  timezone: timeZoneName.nullish(),
});

const bothContents = { path: 'data_base64', message: 'cannot stand beside data' };

/** Types with a meaning of their own between the services. */
const reservedTypes = new Set<string>([
  ...catalogEventTypes,
  questCompleted,
  questStepReached,
  rewardGranted,
  walletCredited,
]);

/** More faults of one event are not told. */
const faultsMax = 10;

const pathOf = (path: readonly PropertyKey[]): string =>
  path
    .map((part, index) =>
      typeof part === 'number' ? `[${part}]` : `${index > 0 ? '.' : ''}${String(part)}`,
    )
    .join('');

const toFaulty = (id: string, error: z.ZodError): ReadEvent => ({
  kind: 'faulty',
  id,
  errors: error.issues
    .flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => ({
            path: pathOf([...issue.path, key]),
            message: 'is not known here',
          }))
        : { path: pathOf(issue.path), message: issue.message },
    )
    .slice(0, faultsMax),
});

/** The id of a faulty event, as far as it can be told. */
const idOf = (value: unknown, newId: () => string): string => {
  const id =
    typeof value === 'object' && value !== null ? (value as { id?: unknown }).id : undefined;
  return typeof id === 'string' && id.length <= 255 ? id : newId();
};

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

const finish = (
  event: Omit<ArrivingEvent, 'specversion' | 'time'>,
  time: string | undefined,
  defaults: EventDefaults,
  plain: boolean,
): ReadEvent => {
  if (reservedTypes.has(event.type)) {
    const errors = [{ path: 'type', message: 'is reserved for Questline itself' }];
    return { kind: 'faulty', id: event.id, errors };
  }
  const traceparent = event.traceparent ?? defaults.traceparent;
  return {
    kind: 'event',
    plain,
    event: {
      specversion: '1.0',
      ...event,
      time: time ?? defaults.now.toISOString(),
      ...(traceparent !== undefined && { traceparent }),
      ...(time === undefined && { untimed: true }),
    },
  };
};

/** What every reader takes for granted is not stored with each event. */
const typeOf = (datacontenttype: string | null | undefined): string | undefined =>
  datacontenttype == null || parseMediaType(datacontenttype).type === plainJson
    ? undefined
    : datacontenttype;

/** Reads a CloudEvent in its JSON form. */
export const readCloudEvent = (value: unknown, defaults: EventDefaults): ReadEvent => {
  const parsed = cloudEvent.safeParse(value);
  if (!parsed.success) return toFaulty(idOf(value, defaults.newId), parsed.error);
  const {
    specversion: _,
    time,
    datacontenttype,
    dataschema,
    data_base64,
    ...attributes
  } = parsed.data;
  const { id, source, type, subject, data, ...rest } = attributes;
  const { extensions, faults } = readExtensions(rest);
  if (faults.length > 0) return { kind: 'faulty', id, errors: faults.slice(0, faultsMax) };
  if (data_base64 != null && data !== undefined) {
    return { kind: 'faulty', id, errors: [bothContents] };
  }
  return finish(
    {
      id,
      source,
      type,
      subject,
      data,
      data_base64: data_base64 ?? undefined,
      datacontenttype: typeOf(datacontenttype),
      dataschema: dataschema ?? undefined,
      extensions,
      timezone: rest.timezone ?? undefined,
      traceparent: validTraceparent(textOf(extensions?.traceparent)),
    },
    time ?? undefined,
    defaults,
    false,
  );
};

/** Reads an event as plain JSON, or a CloudEvent that says it is one. */
export const readPlainEvent = (value: unknown, defaults: EventDefaults): ReadEvent => {
  if (typeof value === 'object' && value !== null && 'specversion' in value) {
    return readCloudEvent(value, defaults);
  }
  const parsed = plainEvent.safeParse(value);
  if (!parsed.success) return toFaulty(idOf(value, defaults.newId), parsed.error);
  const { type, user_id: subject, data, id, time, timezone } = parsed.data;
  return finish(
    {
      id: id ?? defaults.newId(),
      source: defaults.source,
      type,
      subject,
      data,
      extensions: timezone == null ? undefined : { timezone },
      timezone: timezone ?? undefined,
    },
    time ?? undefined,
    defaults,
    true,
  );
};
