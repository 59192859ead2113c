import type { Database, Queryable, Transaction } from '@questline/postgres/database';
import type { Logger } from '@questline/telemetry/logger';
import { verifyArchive, writeArchive } from './event-archive.ts';
import {
  countDetached,
  detachMonth,
  dropMonth,
  finalizeDetach,
  markForDrop,
  selectEventLines,
  selectEventMonths,
  setUpRetention,
  tryRetentionLock,
} from './event-partitions.sql.ts';
import { decideExpired, type EventMonth, type RetentionSettings } from './retention.ts';

type RetentionStep = 'written' | 'renamed' | 'archived' | 'marked' | 'detached' | 'dropped';

export interface RetentionDependencies {
  readonly database: Database;
  readonly logger: Logger;
  readonly now: () => Date;
  readonly retention: RetentionSettings;
  readonly latenessMaxSeconds: number;
  /** Stops between two statements or in the midst of one; the next run goes on from there. */
  readonly signal?: AbortSignal;
  /** Told of each step when it is done; a throw ends the run there. */
  readonly onStep?: (step: RetentionStep, month: string) => void | Promise<void>;
  /** How long one wait for a lock, or for transactions that use the table, may take. Default 5 s. */
  readonly lockTimeoutMs?: number;
}

const defaultLockTimeoutMs = 5_000;
const detachAttemptsMax = 6;
/** Events of 16 KiB at most: some 16 MiB. */
const pageSize = 1_000;

const pagesOf = async function* (session: Queryable, month: string): AsyncGenerator<string> {
  for (let after = 0; ; ) {
    const rows = await selectEventLines(session, month, after, pageSize);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield `${rows.map(({ line }) => line).join('\n')}\n`;
    after = last.seq;
  }
};

/** Archives a month and reads the archive back; how many events it holds, or undefined without one. */
const archive = async (
  deps: RetentionDependencies,
  session: Queryable,
  month: string,
): Promise<number | undefined> => {
  const { retention, now, signal, onStep } = deps;
  const { archiveDir: directory } = retention;
  if (directory === undefined) return undefined;
  const manifest = await writeArchive({
    directory,
    month,
    pages: pagesOf(session, month),
    now: now(),
    onStep: async (step) => onStep?.(step, month),
    signal,
  });
  if (manifest) await verifyArchive(directory, month, { signal });
  await onStep?.('archived', month);
  return manifest?.rows ?? 0;
};

const isGivenUp = (error: unknown): boolean => {
  const { code } = error as { code?: unknown };
  // lock_not_available, deadlock_detected
  return code === '55P03' || code === '40P01';
};

/** False where transactions that use the Event table outlast every attempt. */
const detach = async (session: Queryable, { name }: EventMonth): Promise<boolean> => {
  for (let attempt = 1; attempt <= detachAttemptsMax; attempt += 1) {
    const { months } = await selectEventMonths(session);
    const state = months.find((month) => month.name === name)?.state;
    if (state === 'detached') return true;
    const step = state === 'detaching' ? finalizeDetach : detachMonth;
    try {
      await step(session, name);
      return true;
    } catch (error) {
      if (!isGivenUp(error)) throw error;
    }
  }
  return false;
};

const inTransaction = async (session: Queryable, work: (tx: Transaction) => Promise<void>) => {
  await session.query({ text: 'begin' });
  try {
    await work(Object.assign(session, { inTransaction: true as const }));
    await session.query({ text: 'commit' });
  } catch (error) {
    await session.query({ text: 'rollback' }).catch(() => undefined);
    throw error;
  }
};

/** Drops a month that holds as many events as its archive. */
const drop = (session: Queryable, month: string, archived: number | undefined): Promise<void> =>
  inTransaction(session, async (tx) => {
    if (archived !== undefined) {
      const count = await countDetached(tx, month);
      // What came by hand after the archive was written: the next run finds the two apart.
      if (count > 0 && count !== archived) {
        throw new Error(`${month} holds ${count} events and its archive ${archived}: not dropped`);
      }
    }
    await dropMonth(tx, month);
  });

/** Takes one month from where it stands to where it is gone; false where it has to wait. */
const removeMonth = async (
  deps: RetentionDependencies,
  session: Queryable,
  month: EventMonth,
): Promise<boolean> => {
  const { logger, onStep } = deps;
  const { name } = month;
  const archived = await archive(deps, session, name);
  if (month.state !== 'detached') {
    await markForDrop(session, name);
    await onStep?.('marked', name);
    if (!(await detach(session, month))) {
      logger.warn({ month: name }, 'a long transaction uses the event table: its month is kept');
      return false;
    }
    await onStep?.('detached', name);
  }
  await drop(session, name, archived);
  logger.info({ month: name, archived }, 'events dropped');
  await onStep?.('dropped', name);
  return true;
};

const removeExpired = async (
  deps: RetentionDependencies,
  session: Queryable,
): Promise<readonly string[]> => {
  const { retention, latenessMaxSeconds, now } = deps;
  await setUpRetention(session, deps.lockTimeoutMs ?? defaultLockTimeoutMs);
  const existing = await selectEventMonths(session);
  // The earlier of two clocks: one that runs ahead must not drop a month.
  const at = new Date(Math.min(existing.now.getTime(), now().getTime()));
  const policy = { months: retention.months, latenessMaxSeconds };
  const removed: string[] = [];
  for (const month of decideExpired(existing.months, at, policy)) {
    if (!(await removeMonth(deps, session, month))) break;
    removed.push(month.name);
  }
  return removed;
};

/**
 * Drops the months of events that are past keeping, each after it was archived, and without keeping
 * events out meanwhile. Killed at any point, the next run goes on. Of several processes one does it.
 * Returns the names of the months it dropped.
 */
export const applyRetention = async (deps: RetentionDependencies): Promise<readonly string[]> => {
  const { database, signal } = deps;
  const session = await database.connect();
  // A lost connection fails the statement in hand, which is enough.
  session.on('error', () => undefined);
  const end = () => void session.end().catch(() => undefined);
  signal?.addEventListener('abort', end);
  try {
    signal?.throwIfAborted();
    return (await tryRetentionLock(session)) ? await removeExpired(deps, session) : [];
  } catch (error) {
    if (signal?.aborted) return [];
    throw error;
  } finally {
    signal?.removeEventListener('abort', end);
    await session.end().catch(() => undefined);
  }
};
