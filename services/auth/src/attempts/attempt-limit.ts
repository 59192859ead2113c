/** How many failures are free, and how long they are counted. */
export interface AttemptLimit {
  readonly failuresMax: number;
  readonly windowSeconds: number;
}

/** What is known of one count that is not over. */
export interface FailureCount {
  readonly failures: number;
  readonly last_failed_at: Date;
}

/** Nobody is locked out: past the limit one attempt goes through in each interval, no longer than this. */
const intervalSecondsMax = 60;

const toIntervalMs = ({ failuresMax, windowSeconds }: AttemptLimit): number =>
  Math.min(intervalSecondsMax, Math.ceil(windowSeconds / failuresMax)) * 1_000;

/**
 * Seconds until the next attempt is heard, 1 to 60; undefined for at once. A count past its limit slows
 * attempts down to the pace of the limit, an attempt a minute at least.
 */
export const decideRetryAfter = (
  limit: AttemptLimit,
  count: FailureCount | undefined,
  now: Date,
): number | undefined => {
  if (count === undefined || count.failures < limit.failuresMax) return undefined;
  const waitMs = count.last_failed_at.getTime() + toIntervalMs(limit) - now.getTime();
  if (waitMs <= 0) return undefined;
  return Math.min(intervalSecondsMax, Math.ceil(waitMs / 1_000));
};
