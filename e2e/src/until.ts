import { setTimeout as wait } from 'node:timers/promises';

const intervalMs = 50;

/** Tries until `check` stops throwing; throws its last error after `limitMs`. */
export const until = async <Value>(
  check: () => Promise<Value> | Value,
  limitMs = 20_000,
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
