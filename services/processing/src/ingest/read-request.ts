import { ingestEventsMax } from '@questline/contracts/processing/ingest';
import { invalid, Refusal } from '@questline/http/refusal';
import type { FastifyRequest } from 'fastify';
import {
  type EventDefaults,
  type ReadEvent,
  readCloudEvent,
  readPlainEvent,
} from './read-events.ts';

/** The events of a request; `single` where it is about one event and not a list of them. */
export interface ReadRequest {
  readonly events: readonly ReadEvent[];
  readonly single: boolean;
}

type Headers = FastifyRequest['headers'];

export const plainJson = 'application/json';
export const structuredMode = 'application/cloudevents+json';
export const batchedMode = 'application/cloudevents-batch+json';

const mediaTypeOf = (headers: Headers): string =>
  (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';

/** Header values of the binary mode are percent-encoded (CloudEvents HTTP binding, 3.1.3.2). */
const decodeAttribute = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** The binary mode: attributes in `ce-` headers, the body is the data. */
const fromBinaryMode = (headers: Headers, data: unknown): unknown => {
  const attributes = Object.entries(headers).flatMap(([name, value]) =>
    name.startsWith('ce-') && typeof value === 'string'
      ? [[name.slice(3), decodeAttribute(value)] as const]
      : [],
  );
  const { data_base64: _, ...envelope } = Object.fromEntries(attributes);
  return { ...envelope, datacontenttype: headers['content-type'], data };
};

const listOf = (body: unknown): readonly unknown[] => {
  if (!Array.isArray(body)) throw invalid('', 'must be an array of events');
  if (body.length === 0) throw invalid('', 'must hold at least one event');
  if (body.length > ingestEventsMax)
    throw invalid('', `must hold at most ${ingestEventsMax} events`);
  return body;
};

/**
 * Reads a body in any of the modes of CloudEvents over HTTP, or plain JSON. `defaultsOf` gives what an
 * event at a place in the request lacks. Throws Refusal 415 and 422.
 */
export const readRequest = (
  headers: Headers,
  body: unknown,
  defaultsOf: (index: number) => EventDefaults,
): ReadRequest => {
  const mediaType = mediaTypeOf(headers);
  const one = (read: typeof readPlainEvent, value: unknown): ReadRequest => ({
    events: [read(value, defaultsOf(0))],
    single: true,
  });
  const many = (read: typeof readPlainEvent): ReadRequest => ({
    events: listOf(body).map((value, index) => read(value, defaultsOf(index))),
    single: false,
  });
  if (headers['ce-specversion'] !== undefined) {
    return one(readCloudEvent, fromBinaryMode(headers, body));
  }
  switch (mediaType) {
    case structuredMode:
      return one(readCloudEvent, body);
    case batchedMode:
      return many(readCloudEvent);
    case plainJson:
      return Array.isArray(body) ? many(readPlainEvent) : one(readPlainEvent, body);
    default:
      throw new Refusal(415, 'refused', 'The content type is not supported here.');
  }
};
