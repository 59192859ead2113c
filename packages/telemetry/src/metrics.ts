import type { Counter, Histogram, Meter } from '@opentelemetry/api';

export type Labels = Readonly<Record<string, string>>;

export interface Sample<SampleLabels extends Labels> {
  readonly value: number;
  readonly labels: SampleLabels;
}

// Metrics are named where they are counted, whether or not anybody collects them: until then each
// costs one comparison.
type Binding = (meter: Meter | undefined) => void;
const bindings = new Set<Binding>();
let current: Meter | undefined;
let render: (() => Promise<string>) | undefined;

const bind = (binding: Binding): void => {
  bindings.add(binding);
  binding(current);
};

/** Turns metrics on, or off with undefined. */
export const setMetrics = (
  next: { meter: Meter; render: () => Promise<string> } | undefined,
): void => {
  current = next?.meter;
  render = next?.render;
  for (const binding of bindings) binding(current);
};

/** The media type of Prometheus' text format. */
export const metricsType = 'text/plain; version=0.0.4; charset=utf-8';

/** Every metric in that format; undefined while metrics are off. */
export const renderMetrics = async (): Promise<string | undefined> => render?.();

/** A count that only grows. Those of `initial` are there, at 0, before anything is counted. */
export const defineCounter = <CounterLabels extends Labels>(
  name: string,
  description: string,
  initial: readonly CounterLabels[] = [],
) => {
  let counter: Counter<CounterLabels> | undefined;
  bind((meter) => {
    counter = meter?.createCounter<CounterLabels>(name, { description });
    for (const labels of initial) counter?.add(0, labels);
  });
  return {
    add: (amount: number, labels: CounterLabels): void => counter?.add(amount, labels),
  };
};

/** From a query's millisecond to a request's limit. */
const secondsBoundaries = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
];

/** Durations in seconds. */
export const defineDuration = <DurationLabels extends Labels>(
  name: string,
  description: string,
) => {
  let histogram: Histogram<DurationLabels> | undefined;
  bind((meter) => {
    histogram = meter?.createHistogram<DurationLabels>(name, {
      description,
      advice: { explicitBucketBoundaries: secondsBoundaries },
    });
  });
  return {
    record: (seconds: number, labels: DurationLabels): void => histogram?.record(seconds, labels),
  };
};

/** A count that is kept elsewhere and read when metrics are. */
export const defineObservedCounter = (name: string, description: string) => {
  const sources = new Set<() => number>();
  bind((meter) => {
    meter?.createObservableCounter(name, { description }).addCallback((result) => {
      for (const source of sources) result.observe(source());
    });
  });
  return {
    /** Reads from `source`, until the function it returns is called. */
    observe: (source: () => number): (() => void) => {
      sources.add(source);
      return () => void sources.delete(source);
    },
  };
};

type Source<SampleLabels extends Labels> = () =>
  | readonly Sample<SampleLabels>[]
  | Promise<readonly Sample<SampleLabels>[]>;

/** One sample for each set of labels: what several parts of a process report is added up. */
const addUp = <SampleLabels extends Labels>(samples: readonly Sample<SampleLabels>[]) => {
  const sums = new Map<string, Sample<SampleLabels>>();
  for (const { value, labels } of samples) {
    const key = JSON.stringify(labels);
    sums.set(key, { labels, value: value + (sums.get(key)?.value ?? 0) });
  }
  return [...sums.values()];
};

/** A value that is read when metrics are; a source that fails is left out that time. */
export const defineGauge = <GaugeLabels extends Labels>(name: string, description: string) => {
  const sources = new Set<Source<GaugeLabels>>();
  bind((meter) => {
    meter?.createObservableGauge<GaugeLabels>(name, { description }).addCallback(async (result) => {
      const read = await Promise.allSettled([...sources].map(async (source) => source()));
      const samples = read.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
      for (const { value, labels } of addUp(samples)) result.observe(value, labels);
    });
  });
  return {
    /** Reads from `source` too, until the function it returns is called. */
    observe: (source: Source<GaugeLabels>): (() => void) => {
      sources.add(source);
      return () => void sources.delete(source);
    },
  };
};
