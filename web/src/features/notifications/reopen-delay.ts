const delayMinMs = 1_000;
const delayMaxMs = 30_000;

/** Exponential, with `chance` (0..1) spreading the upper half so that clients do not come back as one. */
export const reopenDelayMs = (attempt: number, chance: number): number => {
  const whole = Math.min(delayMaxMs, delayMinMs * 2 ** Math.min(attempt, 10));
  return whole / 2 + (whole / 2) * chance;
};
