import { stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { DataDirLayout } from './data-dir-layout.ts';
import { endedWithin, type Postmaster, readPidFile, stopStepwise } from './postmaster.ts';
import { faultFromText, isStillDying, readLogFrom } from './server-log.ts';
import { StartupError } from './startup-error.ts';

export type Readiness =
  | { readonly kind: 'ready' }
  | { readonly kind: 'predecessor-dying'; readonly error: StartupError }
  | { readonly kind: 'failed'; readonly error: StartupError };

// Recovery after a crash reports progress every 10 s, so silence for this long means it is stuck.
const silenceMaxMs = 60_000;
const totalMaxMs = 15 * 60_000;
const [pollFirstMs, pollMaxMs] = [4, 50];

const explainEnd = async (
  reason: string,
  layout: DataDirLayout,
  logOffset: number,
): Promise<Readiness> => {
  const text = await readLogFrom(layout.logFile, logOffset).catch(() => '');
  const generic = new StartupError(
    'start-failed',
    `PostgreSQL did not start (${reason}): see ${layout.logFile}`,
  );
  if (isStillDying(text)) return { kind: 'predecessor-dying', error: generic };
  return { kind: 'failed', error: faultFromText(text, layout) ?? generic };
};

/** Waits until a just spawned server accepts connections, ends, or falls silent for 60 s. */
export const waitUntilReady = async (
  postmaster: Postmaster,
  layout: DataDirLayout,
  logOffset: number,
): Promise<Readiness> => {
  const begun = Date.now();
  let lastSign = begun;
  let logSize = logOffset;
  for (let pollMs = pollFirstMs; ; pollMs = Math.min(pollMs * 1.2, pollMaxMs)) {
    const outcome = postmaster.outcome();
    if (outcome !== undefined) return explainEnd(outcome, layout, logOffset);
    const pidFile = await readPidFile(layout.cluster);
    // A file left by a killed server says `ready` too, under another process id.
    if (pidFile?.pid === postmaster.pid && pidFile.status === 'ready') return { kind: 'ready' };
    const { size } = await stat(layout.logFile);
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
