import { setTimeout as wait } from 'node:timers/promises';

const pollIntervalMs = 20;
const limitMs = 300_000;

/** Looks again and again, for at most five minutes. Throws an Error that says what did not come. */
export const waitUntil = async (what: string, check: () => Promise<boolean>): Promise<void> => {
  const deadline = performance.now() + limitMs;
  while (!(await check())) {
    if (performance.now() > deadline) throw new Error(`${what}: not within ${limitMs} ms`);
    await wait(pollIntervalMs);
  }
};
