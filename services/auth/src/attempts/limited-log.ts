import type { Logger } from '@questline/telemetry/logger';
import type { Attempt } from './attempt.ts';

const lineEveryMs = 1_000;

/** Logs attempts that have to wait: the first at once, then a line a second with how many there were. */
export const createLimitedLog = (logger: Logger) => {
  let writtenAtMs = Number.NEGATIVE_INFINITY;
  let count = 0;
  return ({ kind, address }: Attempt): void => {
    count += 1;
    const nowMs = performance.now();
    if (nowMs - writtenAtMs < lineEveryMs) return;
    logger.warn({ kind, address, count }, 'attempts limited');
    writtenAtMs = nowMs;
    count = 0;
  };
};
