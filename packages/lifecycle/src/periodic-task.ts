import type { Logger } from '@questline/telemetry/logger';

export interface PeriodicTask {
  /** Stops after the run in hand. */
  stop(): Promise<void>;
}

/**
 * Runs `work` at once and then again, `everyMs` after the end of each run; at once too when the run
 * says there is more. A run that fails is logged and the next one tries again.
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
  const pause = async () => {
    let timer: NodeJS.Timeout | undefined;
    const waited = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, everyMs);
    });
    await Promise.race([waited, stopped.promise]);
    clearTimeout(timer);
  };
  const run = async () => {
    while (!isStopped) {
      const more = await work().catch((error) => {
        logger.warn({ err: error, task: name }, 'task failed');
        return false;
      });
      if (!more) await pause();
    }
  };
  const running = run();
  return {
    stop: () => {
      isStopped = true;
      stopped.resolve();
      return running;
    },
  };
};
