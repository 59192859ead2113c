import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import {
  AggregationTemporality,
  InstrumentType,
  MeterProvider,
  MetricReader,
} from '@opentelemetry/sdk-metrics';
import { setMetrics } from './metrics.ts';
import { observeProcess } from './process-metrics.ts';

/** Sources that take longer are left out of this reading. */
const collectLimitMs = 3_000;

/** Collects when it is asked to, and only then. */
class OnDemandReader extends MetricReader {
  constructor() {
    super({
      // Cumulative would repeat a gauge's last value for as long as its source fails.
      aggregationTemporalitySelector: (type) =>
        type === InstrumentType.OBSERVABLE_GAUGE
          ? AggregationTemporality.DELTA
          : AggregationTemporality.CUMULATIVE,
    });
  }

  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

/** Turns metrics on by the OpenTelemetry SDK. */
export const startOtelMetrics = (): { stop(): Promise<void> } => {
  const reader = new OnDemandReader();
  const provider = new MeterProvider({ readers: [reader] });
  // Whoever scrapes adds what a target is; every metric here has the one scope.
  const serializer = new PrometheusSerializer(undefined, false, undefined, true, true);
  setMetrics({
    meter: provider.getMeter('questline'),
    render: async () => {
      const { resourceMetrics } = await reader.collect({ timeoutMillis: collectLimitMs });
      return serializer.serialize(resourceMetrics);
    },
  });
  const endProcess = observeProcess();
  return {
    stop: async () => {
      endProcess();
      setMetrics(undefined);
      await provider.shutdown();
    },
  };
};
