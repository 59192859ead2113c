import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from '@questline/telemetry/logger';
import { StartError } from './config.ts';

const retryDelayMs = 100;
const retryDelayMaxMs = 3_000;
/** A reason that stays the same is told again this often, for whoever opens the log late. */
const reminderIntervalMs = 30_000;

/** The innermost cause in one line, without credentials that an address in it could carry. */
export const reasonOf = (error: unknown): string => {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  if (error instanceof Error && error.cause !== undefined) return reasonOf(error.cause);
  const text = error instanceof Error ? error.message || error.name : String(error);
  const [line = ''] = text.split('\n', 1);
  return line.replace(/\/\/[^@\s/]*@/g, '//').slice(0, 300);
};

/**
 * Waits until `check` succeeds, with backoff; the log names what is waited for and the setting that
 * says where it is. Without `limitMs` it waits for ever; past it, it throws a StartError.
 */
export const waitFor = async (options: {
  /** `database`, `broker`, `auth`, … */
  dependency: string;
  setting: string;
  check: () => Promise<unknown>;
  logger: Logger;
  limitMs?: number;
}): Promise<void> => {
  const { dependency, setting, check, logger, limitMs = Number.POSITIVE_INFINITY } = options;
  const startedMs = performance.now();
  let told: { reason: string; atMs: number } | undefined;
  for (let attempt = 0; ; attempt += 1) {
    try {
      await check();
      if (told) logger.info({ dependency, setting }, `${dependency} is there`);
      return;
    } catch (error) {
      const reason = reasonOf(error);
      const nowMs = performance.now();
      if (nowMs - startedMs > limitMs) {
        const seconds = Math.round(limitMs / 1_000);
        throw new StartError(`${setting}: no ${dependency} within ${seconds} s: ${reason}`);
      }
      if (reason !== told?.reason || nowMs - told.atMs > reminderIntervalMs) {
        logger.warn({ dependency, setting, reason }, `waiting for ${dependency}, see ${setting}`);
        told = { reason, atMs: nowMs };
      }
      await wait(Math.min(retryDelayMs * 2 ** attempt, retryDelayMaxMs));
    }
  }
};
