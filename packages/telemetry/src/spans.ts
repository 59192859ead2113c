import { parseTraceparent } from './traceparent.ts';

export interface SpanOptions {
  readonly kind?: 'server' | 'client' | 'producer' | 'consumer';
  /** A `traceparent`; without one the active span is the parent, and without that a trace begins. */
  readonly parent?: string | undefined;
  /** Spans of other traces that this one deals with, as `traceparent`s. */
  readonly links?: readonly string[];
  readonly attributes?: Readonly<Record<string, string | number>>;
}

export interface StartedSpan {
  /** Names this span as the parent of what it causes. */
  readonly traceparent: string;
  setAttributes(attributes: Readonly<Record<string, string | number>>): void;
  /** Marks it as failed; `reason` is the kind of error and holds nothing of what was worked on. */
  fail(reason: string): void;
  /** Runs `work`, and what it goes on to, with this span as the active one. */
  run<Value>(work: () => Value): Value;
  end(): void;
}

/** What makes spans while tracing is on. */
export interface Tracing {
  startSpan(name: string, options: SpanOptions): StartedSpan;
  /** The `traceparent` of the active span. */
  active(): string | undefined;
}

// One for the process, like the clock: whoever works need not hand it on, and off costs one comparison.
let tracing: Tracing | undefined;

/** Turns tracing on, or off with undefined. */
export const setTracing = (next: Tracing | undefined): void => {
  tracing = next;
};

export const isTracing = (): boolean => tracing !== undefined;

/** A span the caller has to end; undefined while tracing is off. */
export const startSpan = (name: string, options: SpanOptions = {}): StartedSpan | undefined =>
  tracing?.startSpan(name, options);

export const runInSpan = <Value>(span: StartedSpan | undefined, work: () => Value): Value =>
  span ? span.run(work) : work();

export const activeTraceparent = (): string | undefined => tracing?.active();

/** The ids that tie a log line to its trace. */
export const activeTraceIds = (): { trace_id: string; span_id: string } | undefined => {
  const position = parseTraceparent(activeTraceparent());
  return position && { trace_id: position.trace_id, span_id: position.span_id };
};

const kindOf = (error: unknown): string => {
  const { code } = error as { code?: unknown };
  if (typeof code === 'string') return code;
  return error instanceof Error ? error.name : typeof error;
};

/** Runs `work` in a span, if it is part of a trace: by itself it begins none. */
export const inChildSpan = async <Value>(
  name: string,
  options: SpanOptions,
  work: () => Promise<Value>,
): Promise<Value> => {
  if (activeTraceparent() === undefined) return work();
  const span = startSpan(name, options);
  try {
    return await runInSpan(span, work);
  } catch (error) {
    span?.fail(kindOf(error));
    throw error;
  } finally {
    span?.end();
  }
};
