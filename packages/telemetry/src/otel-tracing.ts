import {
  type Context,
  context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  ParentBasedSampler,
  type SpanProcessor,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { type SpanOptions, type StartedSpan, setTracing } from './spans.ts';
import { formatTraceparent, parseTraceparent } from './traceparent.ts';
import { productVersion } from './version.ts';

/** Less than what a process has left of its 10 s when its requests have drained. */
const flushLimitMs = 1_000;

const kinds = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

const toSpanContext = (traceparent: string | undefined) => {
  const position = parseTraceparent(traceparent);
  return (
    position && {
      traceId: position.trace_id,
      spanId: position.span_id,
      traceFlags: position.sampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
      isRemote: true,
    }
  );
};

const toTraceparent = (span: Span): string => {
  const { traceId, spanId, traceFlags } = span.spanContext();
  const sampled = (traceFlags & TraceFlags.SAMPLED) !== 0;
  return formatTraceparent({ trace_id: traceId, span_id: spanId, sampled });
};

const parentContext = (parent: string | undefined): Context => {
  const spanContext = toSpanContext(parent);
  return spanContext ? trace.setSpanContext(ROOT_CONTEXT, spanContext) : context.active();
};

const toStartedSpan = (span: Span): StartedSpan => ({
  traceparent: toTraceparent(span),
  setAttributes: (attributes) => void span.setAttributes(attributes),
  fail: (reason) => void span.setStatus({ code: SpanStatusCode.ERROR, message: reason }),
  run: (work) => context.with(trace.setSpan(context.active(), span), work),
  end: () => span.end(),
});

export interface OtelTracingOptions {
  readonly service: string;
  /** Tells processes of one service apart. */
  readonly instance: string;
  /** The part of traces that is kept, 0 to 1. */
  readonly sampleRatio: number;
  readonly processor: SpanProcessor;
}

/** Turns tracing on by the OpenTelemetry SDK. `stop` hands over what is held, for a second at most. */
export const startOtelTracing = (options: OtelTracingOptions): { stop(): Promise<void> } => {
  // By trace id, so that every process with the same ratio keeps the same traces: those that begin
  // in a browser, too, which asks for each of its own.
  const ratio = new TraceIdRatioBasedSampler(options.sampleRatio);
  const provider = new TracerProvider({
    sampler: new ParentBasedSampler({ root: ratio, remoteParentSampled: ratio }),
    resource: resourceFromAttributes({
      'service.name': options.service,
      'service.version': productVersion,
      'service.instance.id': options.instance,
    }),
    spanProcessors: [options.processor],
  });
  const contexts = new AsyncLocalStorageContextManager().enable();
  context.setGlobalContextManager(contexts);
  const tracer = provider.getTracer('questline');

  setTracing({
    startSpan: (name, { kind, parent, links = [], attributes }: SpanOptions) => {
      const linked = links.map(toSpanContext).filter((each) => each !== undefined);
      const span = tracer.startSpan(
        name,
        {
          kind: kind ? kinds[kind] : SpanKind.INTERNAL,
          links: linked.map((spanContext) => ({ context: spanContext })),
          ...(attributes && { attributes }),
        },
        parentContext(parent),
      );
      return toStartedSpan(span);
    },
    active: () => {
      const span = trace.getSpan(context.active());
      return span && toTraceparent(span);
    },
  });

  return {
    stop: async () => {
      setTracing(undefined);
      context.disable();
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, flushLimitMs);
      // What could not be handed over was told by the exporter.
      await Promise.race([provider.shutdown().catch(() => undefined), late]);
      clearTimeout(timer);
    },
  };
};
