import { type EventLoopUtilization, monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { defineGauge } from './metrics.ts';

type NoLabels = Record<string, never>;

const residentMemory = defineGauge<NoLabels>(
  'process_resident_memory_bytes',
  'Resident memory of the process.',
);
const heapUsed = defineGauge<NoLabels>('nodejs_heap_size_used_bytes', 'JavaScript heap in use.');
const heapTotal = defineGauge<NoLabels>('nodejs_heap_size_total_bytes', 'JavaScript heap held.');
const loopLag = defineGauge<NoLabels>(
  'nodejs_eventloop_lag_p99_seconds',
  'How late the event loop was for 99 of 100 timers since the last reading.',
);
const loopUtilization = defineGauge<NoLabels>(
  'nodejs_eventloop_utilization_ratio',
  'The part of the time since the last reading in which the event loop was busy.',
);

const lagResolutionMs = 20;
const nanosecondsPerSecond = 1e9;

/** Reports memory and the event loop of this process until the function it returns is called. */
export const observeProcess = (): (() => void) => {
  const delay = monitorEventLoopDelay({ resolution: lagResolutionMs });
  delay.enable();
  let before: EventLoopUtilization = performance.eventLoopUtilization();
  const only = (value: number) => [{ value, labels: {} }];
  const ends = [
    residentMemory.observe(() => only(process.memoryUsage.rss())),
    heapUsed.observe(() => only(process.memoryUsage().heapUsed)),
    heapTotal.observe(() => only(process.memoryUsage().heapTotal)),
    loopLag.observe(() => {
      // The histogram counts from timer to timer, so that a loop that is never late shows its resolution.
      const seconds = delay.percentile(99) / nanosecondsPerSecond - lagResolutionMs / 1_000;
      delay.reset();
      return only(Math.max(0, seconds));
    }),
    loopUtilization.observe(() => {
      const now = performance.eventLoopUtilization();
      const { utilization } = performance.eventLoopUtilization(now, before);
      before = now;
      return only(utilization);
    }),
  ];
  return () => {
    delay.disable();
    for (const end of ends) end();
  };
};
