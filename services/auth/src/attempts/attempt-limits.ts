import { createHash } from 'node:crypto';
import { toAddressBlock } from '@questline/http/address-block';
import { Refusal } from '@questline/http/refusal';
import { isUnavailable } from '@questline/postgres/unavailable';
import { createCountedLog } from '@questline/telemetry/counted-log';
import { createRefusalRecord } from '../audit-log/record-refusal.ts';
import type { AuthDependencies } from '../dependencies.ts';
import { attemptsFailed, attemptsLimited } from '../metrics.ts';
import type { Attempt, AttemptLimitSettings, AttemptLimits } from './attempt.ts';
import { type AttemptLimit, decideRetryAfter } from './attempt-limit.ts';
import {
  deleteFailedAttempts,
  deleteFailedAttemptsBeyond,
  selectFailedAttempts,
  upsertFailedAttempts,
} from './failed-attempts.sql.ts';

/** Counts at once in the database; the ones that end first make room for new ones. */
const rowsMax = 100_000;
const failuresPerTrim = 1_000;

const digest = (...parts: readonly string[]) =>
  createHash('sha256').update(JSON.stringify(parts)).digest();

const tooManyAttempts = (retryAfter: number) =>
  new Refusal(429, 'too-many-attempts', 'Too many failed attempts. Try again later.', {
    headers: { 'retry-after': String(retryAfter) },
  });

interface Counted {
  readonly key: Buffer;
  readonly limit: AttemptLimit;
}

/** Limits that all processes share by way of the database. Without settings nothing is limited. */
export const createAttemptLimits = (
  deps: Pick<AuthDependencies, 'database' | 'logger' | 'now' | 'newId'>,
  settings: AttemptLimitSettings | undefined,
): AttemptLimits => {
  const { database, logger, now } = deps;
  const recordRefusal = createRefusalRecord(deps);
  const logLimited = createCountedLog();
  let failures = 0;

  const accountKey = ({ kind, address, account = '' }: Attempt) =>
    digest(kind, 'account', toAddressBlock(address), account);

  const countedOf = (attempt: Attempt): Counted[] => {
    if (settings === undefined) return [];
    const { windowSeconds } = settings;
    const { kind, address, account } = attempt;
    const ofAddress = {
      key: digest(kind, 'address', toAddressBlock(address)),
      limit: { windowSeconds, failuresMax: settings.addressFailuresMax[kind] },
    };
    if (account === undefined) return [ofAddress];
    const limit = { windowSeconds, failuresMax: settings.signInFailuresMax };
    return [ofAddress, { key: accountKey(attempt), limit }];
  };

  const check = async (attempt: Attempt) => {
    const counted = countedOf(attempt);
    if (counted.length === 0) return;
    const at = now();
    const keys = counted.map(({ key }) => key);
    const known = await selectFailedAttempts(database, keys, at);
    const waits = counted.flatMap(({ key, limit }) => {
      const count = known.find((row) => row.key.equals(key));
      return decideRetryAfter(limit, count, at) ?? [];
    });
    if (waits.length === 0) return;
    attemptsLimited.add(1, { kind: attempt.kind });
    const { kind, address } = attempt;
    logLimited(kind, ({ count }) => logger.warn({ kind, address, count }, 'attempts limited'));
    throw tooManyAttempts(Math.max(...waits));
  };

  const trim = async () => {
    failures += 1;
    if (failures % failuresPerTrim === 0) await deleteFailedAttemptsBeyond(database, rowsMax);
  };

  const fail: AttemptLimits['fail'] = async (attempt, details = {}) => {
    const { kind, address } = attempt;
    attemptsFailed.add(1, { kind });
    logger.info({ kind, address, ...details }, 'attempt refused');
    await recordRefusal(attempt, details);
    const keys = countedOf(attempt).map(({ key }) => key);
    if (settings === undefined || keys.length === 0) return;
    const at = now();
    const expiresAt = new Date(at.getTime() + settings.windowSeconds * 1_000);
    await upsertFailedAttempts(database, { keys, now: at, expiresAt });
    await trim();
  };

  return {
    check,
    fail,
    refuse: async (attempt, details) => {
      await check(attempt);
      await fail(attempt, details);
    },
    succeed: async (attempt) => {
      if (settings === undefined) return;
      const key = accountKey(attempt);
      const [count] = await selectFailedAttempts(database, [key], now());
      if (count === undefined) return;
      await deleteFailedAttempts(database, key).catch((error) => {
        // It was a success nevertheless; the count ends by its time.
        if (!isUnavailable(error)) throw error;
        logger.warn({ err: error }, 'failed attempts not forgotten');
      });
    },
  };
};
