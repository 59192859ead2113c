import { setTimeout as wait } from 'node:timers/promises';

/** When the events of a constant rate are due, in milliseconds after the start. */
export const dueTimes = (ratePerSecond: number, seconds: number): number[] =>
  Array.from(
    { length: Math.round(ratePerSecond * seconds) },
    (_, index) => (index * 1000) / ratePerSecond,
  );

/**
 * Calls `send` at a constant rate and never waits for an answer before the next, as users do not. It
 * is given the time at which it was due: a latency counted from there includes what a slow system
 * made it wait (no coordinated omission). Resolves once all were sent and have ended.
 */
export const runOpenLoop = async (
  ratePerSecond: number,
  seconds: number,
  send: (index: number, dueAt: number) => Promise<void>,
): Promise<void> => {
  const startedAt = performance.now();
  const sent: Promise<void>[] = [];
  for (const [index, due] of dueTimes(ratePerSecond, seconds).entries()) {
    const dueAt = startedAt + due;
    const leftMs = dueAt - performance.now();
    if (leftMs > 0) await wait(leftMs);
    const sending = send(index, dueAt);
    // Looked at below, once all were sent; until then a failure must not count as unhandled.
    sending.catch(() => undefined);
    sent.push(sending);
  }
  await Promise.all(sent);
};
