import { SpanStatusCode } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace';
import { startOtelTracing } from '../otel-tracing.ts';

export interface RecordedSpan {
  readonly name: string;
  readonly trace_id: string;
  readonly span_id: string;
  readonly parent_id: string | undefined;
  readonly failed: boolean;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** The ids of the spans it links to. */
  readonly links: readonly string[];
}

const toRecorded = (span: ReadableSpan): RecordedSpan => ({
  name: span.name,
  trace_id: span.spanContext().traceId,
  span_id: span.spanContext().spanId,
  parent_id: span.parentSpanContext?.spanId,
  failed: span.status.code === SpanStatusCode.ERROR,
  attributes: span.attributes,
  links: span.links.map(({ context }) => context.spanId),
});

/** Traces everything in this process into memory, for tests. `spans()` are those that have ended. */
export const recordSpans = (options: { sampleRatio?: number } = {}) => {
  const exporter = new InMemorySpanExporter();
  const tracing = startOtelTracing({
    service: 'test',
    instance: 'test',
    sampleRatio: options.sampleRatio ?? 1,
    processor: new SimpleSpanProcessor({ exporter }),
  });
  return {
    spans: (): readonly RecordedSpan[] => exporter.getFinishedSpans().map(toRecorded),
    [Symbol.asyncDispose]: () => tracing.stop(),
  };
};
