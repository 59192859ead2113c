import { hostname } from 'node:os';
import type { Logger } from './logger.ts';

export interface TelemetrySettings {
  /** Where a collector takes OTLP over HTTP; unset, there are no traces. */
  readonly OTEL_EXPORTER_OTLP_ENDPOINT?: string | undefined;
  /** The part of traces that is kept, 0 to 1. */
  readonly OTEL_TRACES_SAMPLER_ARG: number;
}

export interface Telemetry {
  /** Hands over what is held, for a second at most. */
  stop(): Promise<void>;
}

/**
 * Turns on what is wanted; to be called before anything is to be seen of. The SDK is loaded only then:
 * a process without telemetry pays neither its memory nor its time.
 */
export const startTelemetry = async (options: {
  service: string;
  settings: TelemetrySettings;
  metrics: boolean;
  logger: Logger;
}): Promise<Telemetry> => {
  const { service, settings, logger } = options;
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_SAMPLER_ARG: sampleRatio } = settings;
  await using stack = new AsyncDisposableStack();
  if (options.metrics) {
    const { startOtelMetrics } = await import('./otel-metrics.ts');
    const metrics = startOtelMetrics();
    stack.defer(() => metrics.stop());
  }
  if (endpoint !== undefined) {
    const { startOtelTracing } = await import('./otel-tracing.ts');
    const { createOtlpProcessor } = await import('./otlp-processor.ts');
    const instance = `${hostname()}-${process.pid}`;
    const processor = createOtlpProcessor(endpoint, logger);
    const tracing = startOtelTracing({ service, instance, sampleRatio, processor });
    stack.defer(() => tracing.stop());
  }
  const started = stack.move();
  return { stop: () => started.disposeAsync() };
};
