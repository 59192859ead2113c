import { stat, statfs } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { DataDirLayout } from './data-dir.ts';
import { guardedExitCode } from './launcher.ts';
import { endedWithin, type Postmaster, readPidFile, stopStepwise } from './postmaster.ts';
import { findDamage, findObstacle, isStillDying, readLogFrom } from './server-log.ts';
import { diskFullError, StartupError } from './startup-error.ts';

export type Readiness =
  | { readonly kind: 'ready' }
  | { readonly kind: 'predecessor-dying'; readonly error: StartupError }
  | { readonly kind: 'failed'; readonly error: StartupError };

interface Attempt {
  readonly layout: DataDirLayout;
  readonly logOffset: number;
  readonly port: number;
}

// Recovery after a crash reports progress every 10 s, so silence for this long means it is stuck.
const silenceMaxMs = 60_000;
const totalMaxMs = 15 * 60_000;
const [pollFirstMs, pollMaxMs] = [4, 50];
const freeBytesMin = 1024 * 1024;

const isDiskFull = async (root: string): Promise<boolean> => {
  const disk = await statfs(root).catch(() => undefined);
  return disk !== undefined && disk.bavail * disk.bsize < freeBytesMin;
};

const explainEnd = async (
  outcome: string,
  { layout, logOffset, port }: Attempt,
): Promise<Readiness> => {
  const text = await readLogFrom(layout.logFile, logOffset).catch(() => '');
  if (isStillDying(text) || outcome === `exit code ${guardedExitCode}`) {
    const error = new StartupError(
      'already-running',
      `Another PostgreSQL server uses ${layout.cluster}, perhaps in another container: stop it first or choose another data directory`,
    );
    return { kind: 'predecessor-dying', error };
  }
  const obstacle = findObstacle(text, layout, port);
  if (obstacle !== undefined) return { kind: 'failed', error: obstacle };
  // On a full disk the message itself finds no room in the log.
  if (await isDiskFull(layout.root)) return { kind: 'failed', error: diskFullError(layout.root) };
  const unexplained = new StartupError(
    'start-failed',
    `PostgreSQL did not start (${outcome}): see ${layout.logFile}`,
  );
  return { kind: 'failed', error: findDamage(text, layout) ?? unexplained };
};

/** Waits until a just spawned server accepts connections, ends, or falls silent for 60 s. */
export const waitUntilReady = async (
  postmaster: Postmaster,
  attempt: Attempt,
): Promise<Readiness> => {
  const { layout } = attempt;
  const begun = Date.now();
  let lastSign = begun;
  let logSize = attempt.logOffset;
  for (let pollMs = pollFirstMs; ; pollMs = Math.min(pollMs * 1.2, pollMaxMs)) {
    const outcome = postmaster.outcome();
    if (outcome !== undefined) return explainEnd(outcome, attempt);
    const pidFile = await readPidFile(layout.cluster);
    // A file left by a killed server says `ready` too, under another process id.
    if (pidFile?.pid === postmaster.pid && pidFile.status === 'ready') return { kind: 'ready' };
    const size = (await stat(layout.logFile).catch(() => undefined))?.size ?? logSize;
    if (size !== logSize) [logSize, lastSign] = [size, Date.now()];
    if (Date.now() - lastSign > silenceMaxMs || Date.now() - begun > totalMaxMs) break;
    await delay(pollMs);
  }
  await stopStepwise(postmaster.signal, (ms) => endedWithin(postmaster, ms));
  const error = new StartupError(
    'start-failed',
    `PostgreSQL was not ready after ${Math.round((Date.now() - begun) / 1000)} s: see ${layout.logFile}, then start again`,
  );
  return { kind: 'failed', error };
};
