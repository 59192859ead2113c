import { setTimeout as wait } from 'node:timers/promises';

const intervalMs = 10;

/** Tries until `check` stops throwing, and throws its last error after `limitMs`. */
export const eventually = async <Value>(
  check: () => Promise<Value> | Value,
  limitMs = 30_000,
): Promise<Value> => {
  const deadline = Date.now() + limitMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await wait(intervalMs);
    }
  }
};
