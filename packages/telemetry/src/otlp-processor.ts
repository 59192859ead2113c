import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  BatchSpanProcessor,
  type SpanExporter,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace';
import type { Logger } from './logger.ts';

/** Spans kept while the collector is slow or away; more are dropped. */
const queueSizeMax = 8_192;
const batchSizeMax = 1_024;
const exportTimeoutMs = 5_000;
const succeeded = 0;

const toTracesUrl = (endpoint: string): string => {
  const url = new URL(endpoint);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/v1/traces`;
  return url.href;
};

/** Tells when the collector is out and when it is back, rather than at every attempt. */
const telling = (exporter: SpanExporter, logger: Logger): SpanExporter => {
  let out = false;
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        const failed = result.code !== succeeded;
        if (failed && !out) logger.warn({ err: result.error }, 'traces are not taken');
        if (!failed && out) logger.info('traces are taken again');
        out = failed;
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
};

/** Hands spans in batches to a collector: OTLP over HTTP, at `<endpoint>/v1/traces`. */
export const createOtlpProcessor = (endpoint: string, logger: Logger): SpanProcessor =>
  new BatchSpanProcessor({
    exporter: telling(
      new OTLPTraceExporter({ url: toTracesUrl(endpoint), timeoutMillis: exportTimeoutMs }),
      logger,
    ),
    maxQueueSize: queueSizeMax,
    maxExportBatchSize: batchSizeMax,
    exportTimeoutMillis: exportTimeoutMs,
  });
