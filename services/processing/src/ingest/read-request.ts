import { ingestEventsMax } from '@questline/contracts/processing/ingest';
import { invalid } from '@questline/http/refusal';
import type { FastifyRequest } from 'fastify';
import { fromBinaryMode } from './binary-mode.ts';
import { parseJsonBody } from './parse-body.ts';
import {
  type EventDefaults,
  type ReadEvent,
  readCloudEvent,
  readPlainEvent,
} from './read-events.ts';
import { modeOf } from './request-mode.ts';

/** The events of a request; `single` where it is about one event and not a list of them. */
export interface ReadRequest {
  readonly events: readonly ReadEvent[];
  readonly single: boolean;
}

const listOf = (body: unknown): readonly unknown[] => {
  if (!Array.isArray(body)) throw invalid('', 'must be an array of events');
  if (body.length > ingestEventsMax)
    throw invalid('', `must hold at most ${ingestEventsMax} events`);
  return body;
};

/**
 * Reads a body in any of the modes of CloudEvents over HTTP, or plain JSON. `defaultsOf` gives what an
 * event at a place in the request lacks. Throws Refusal 400, 415 and 422.
 */
export const readRequest = (
  headers: FastifyRequest['headers'],
  body: Buffer,
  defaultsOf: (index: number) => EventDefaults,
): ReadRequest => {
  const one = (read: typeof readPlainEvent, value: unknown): ReadRequest => ({
    events: [read(value, defaultsOf(0))],
    single: true,
  });
  const many = (read: typeof readPlainEvent, values: unknown): ReadRequest => ({
    events: listOf(values).map((value, index) => read(value, defaultsOf(index))),
    single: false,
  });
  const mode = modeOf(headers);
  switch (mode.kind) {
    case 'binary':
      return one(readCloudEvent, fromBinaryMode(headers, body, mode.mediaType));
    case 'structured':
      return one(readCloudEvent, parseJsonBody(body));
    case 'batched':
      return many(readCloudEvent, parseJsonBody(body));
    case 'plain': {
      const value = parseJsonBody(body);
      return Array.isArray(value) ? many(readPlainEvent, value) : one(readPlainEvent, value);
    }
  }
};
