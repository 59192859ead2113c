import type { QuestlineEvent } from '@questline/contracts/event';
import { isTracing, runInSpan, type StartedSpan, startSpan } from '@questline/telemetry/spans';
import { parseTraceparent } from '@questline/telemetry/traceparent';

export interface TracedEvents {
  /** The events, those on a trace naming their span here as the cause of what comes next. */
  readonly events: readonly QuestlineEvent[];
  /** The span of each event; undefined where it is on no trace. */
  readonly spans: readonly (StartedSpan | undefined)[];
}

/** Spans are named after types, which are names and not texts of any length. */
const namedCharactersMax = 100;
const linksMax = 128;

/**
 * Starts a span for every event that is on a trace, each on its own: a batch holds events of many
 * traces. While tracing is off the events are left as they are, with what they carry.
 */
export const traceEvents = (
  events: readonly QuestlineEvent[],
  operation: 'publish' | 'process',
  attributes: Readonly<Record<string, string>>,
): TracedEvents => {
  if (!isTracing()) return { events, spans: [] };
  const spans = events.map((event) =>
    parseTraceparent(event.traceparent)
      ? startSpan(`${operation} ${event.type.slice(0, namedCharactersMax)}`, {
          kind: operation === 'publish' ? 'producer' : 'consumer',
          parent: event.traceparent,
          attributes: {
            'messaging.operation.name': operation,
            'messaging.message.id': event.id,
            'cloudevents.event_source': event.source,
            'cloudevents.event_type': event.type,
            ...attributes,
          },
        })
      : undefined,
  );
  const traced = events.map((event, index) => {
    const traceparent = spans[index]?.traceparent;
    return traceparent === undefined ? event : { ...event, traceparent };
  });
  return { events: traced, spans };
};

/**
 * Runs a batch's work: in its event's span where it is one event; else in a span of the batch, on a
 * trace of its own that links to those of the events, for no single one of them is its cause.
 */
export const runBatchInSpan = async <Value>(
  name: string,
  { events, spans }: TracedEvents,
  work: () => Promise<Value>,
): Promise<Value> => {
  const traced = spans.filter((span) => span !== undefined);
  if (traced.length === 0) return work();
  if (events.length === 1) return runInSpan(traced[0], work);
  const batch = startSpan(name, {
    links: traced.slice(0, linksMax).map(({ traceparent }) => traceparent),
    attributes: { 'messaging.batch.message_count': events.length },
  });
  try {
    return await runInSpan(batch, work);
  } finally {
    batch?.end();
  }
};

/** Ends the spans; `failureOf` says what an event failed for, if it did. */
export const endSpans = (
  { spans }: TracedEvents,
  failureOf: (index: number) => string | undefined = () => undefined,
): void => {
  for (const [index, span] of spans.entries()) {
    const failure = span && failureOf(index);
    if (failure !== undefined) span?.fail(failure);
    span?.end();
  }
};
