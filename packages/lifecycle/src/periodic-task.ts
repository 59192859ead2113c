import type { Logger } from '@questline/telemetry/logger';
import { defineCounter, defineGauge } from '@questline/telemetry/metrics';

const taskFailures = defineCounter<{ task: string }>(
  'questline_task_failures_total',
  'Runs of a periodic task that failed.',
);

const taskOverdue = defineGauge<{ task: string }>(
  'questline_task_overdue_seconds',
  'For how long a periodic task has not succeeded, beyond its interval.',
);

export interface PeriodicTask {
  /** Stops after the run in hand. */
  stop(): Promise<void>;
}

/**
 * Runs `work` at once and then again, `everyMs` after the end of each run; at once too when the run
 * says there is more. A run that fails is logged and counted, and the next one tries again.
 */
export const startPeriodicTask = (options: {
  readonly name: string;
  readonly everyMs: number;
  /** Resolves to whether there is more to do at once. */
  readonly work: () => Promise<boolean>;
  readonly logger: Logger;
}): PeriodicTask => {
  const { name, everyMs, work, logger } = options;
  const stopped = Promise.withResolvers<void>();
  let isStopped = false;
  let succeededMs = performance.now();
  taskFailures.add(0, { task: name });
  const endObserving = taskOverdue.observe(() => {
    const overdueMs = performance.now() - succeededMs - everyMs;
    return [{ value: Math.max(0, overdueMs / 1_000), labels: { task: name } }];
  });
  const pause = async () => {
    let timer: NodeJS.Timeout | undefined;
    const waited = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, everyMs);
    });
    await Promise.race([waited, stopped.promise]);
    clearTimeout(timer);
  };
  const runOnce = async (): Promise<boolean> => {
    try {
      const more = await work();
      succeededMs = performance.now();
      return more;
    } catch (error) {
      taskFailures.add(1, { task: name });
      logger.warn({ err: error, task: name }, 'task failed');
      return false;
    }
  };
  const run = async () => {
    while (!isStopped) {
      const more = await runOnce();
      if (!more) await pause();
    }
  };
  const running = run();
  return {
    stop: () => {
      isStopped = true;
      endObserving();
      stopped.resolve();
      return running;
    },
  };
};
