import type { Logger } from '@questline/telemetry/logger';
import { StartError } from './config.ts';

/** npm passes on a signal that the terminal sends to the whole group: both are one wish. */
const signalEchoMs = 1_000;

/** How long a process may take to drain before it is cut off; orchestrators allow a little more. */
const stopTimeoutMs = 10_000;

/**
 * Runs one OS process: `start` opens parts in order and defers on `stack` what closes them;
 * SIGTERM, SIGINT or SIGHUP closes them in reverse. A failed start closes what was opened and exits with 1,
 * a StartError as its one line. A second signal, or a drain over 10 s, exits at once.
 */
export const runProcess = async (options: {
  logger: Logger;
  start: (stack: AsyncDisposableStack) => Promise<void>;
}): Promise<void> => {
  const { logger } = options;
  const stack = new AsyncDisposableStack();
  let stoppingSince: number | undefined;

  const stop = async (exitCode: number, reason: string) => {
    if (stoppingSince !== undefined) {
      if (performance.now() - stoppingSince > signalEchoMs) process.exit(1);
      return;
    }
    stoppingSince = performance.now();
    logger.debug({ reason }, 'stopping');
    const cutOff = setTimeout(() => {
      logger.error({ stopTimeoutMs }, 'drain took too long');
      process.exit(1);
    }, stopTimeoutMs);
    try {
      await stack.disposeAsync();
    } catch (error) {
      logger.error({ err: error }, 'stop failed');
      exitCode = 1;
    }
    clearTimeout(cutOff);
    process.exit(exitCode);
  };

  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => void stop(0, signal));
  }
  process.on('unhandledRejection', (error) => {
    logger.fatal({ err: error }, 'unhandled rejection');
    void stop(1, 'unhandled rejection');
  });

  try {
    await options.start(stack);
  } catch (error) {
    if (stoppingSince !== undefined) return;
    if (error instanceof StartError) console.error(`questline: ${error.message}`);
    else logger.fatal({ err: error }, 'start failed');
    await stop(1, 'start failed');
  }
};
