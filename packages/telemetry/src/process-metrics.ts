import { type EventLoopUtilization, monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { defineGauge, defineObservedCounter } from './metrics.ts';
import { countOpenFiles, readOpenFilesMax, readVirtualBytes } from './process-files.ts';

type NoLabels = Record<string, never>;

const residentMemory = defineGauge<NoLabels>(
  'process_resident_memory_bytes',
  'Resident memory of the process.',
);
const virtualMemory = defineGauge<NoLabels>(
  'process_virtual_memory_bytes',
  'Address space of the process.',
);
const cpuSeconds = defineObservedCounter(
  'process_cpu_seconds_total',
  'CPU time of the process, user and system.',
);
const startTime = defineGauge<NoLabels>(
  'process_start_time_seconds',
  'When the process was started, in seconds since 1970.',
);
const openFiles = defineGauge<NoLabels>('process_open_fds', 'File descriptors that are open.');
const openFilesMax = defineGauge<NoLabels>('process_max_fds', 'File descriptors that may be open.');
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
const microsecondsPerSecond = 1e6;
const startedSeconds = Date.now() / 1_000 - process.uptime();

const readCpuSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / microsecondsPerSecond;
};

/**
 * Reports CPU, memory, descriptors and the event loop of this process, by Prometheus' standard names,
 * until the function it returns is called. What the system does not report is left out.
 */
export const observeProcess = (): (() => void) => {
  const delay = monitorEventLoopDelay({ resolution: lagResolutionMs });
  delay.enable();
  let before: EventLoopUtilization = performance.eventLoopUtilization();
  const only = (value: number | undefined) => (value === undefined ? [] : [{ value, labels: {} }]);
  const ends = [
    residentMemory.observe(() => only(process.memoryUsage.rss())),
    virtualMemory.observe(() => only(readVirtualBytes())),
    cpuSeconds.observe(readCpuSeconds),
    startTime.observe(() => only(startedSeconds)),
    openFiles.observe(() => only(countOpenFiles())),
    openFilesMax.observe(() => only(readOpenFilesMax())),
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
