import { setTimeout as wait } from 'node:timers/promises';

/** Waits, or returns early when `signal` aborts. */
export const pause = async (delayMs: number, signal: AbortSignal): Promise<void> => {
  await wait(delayMs, undefined, { signal }).catch((error: Error) => {
    if (error.name !== 'AbortError') throw error;
  });
};
