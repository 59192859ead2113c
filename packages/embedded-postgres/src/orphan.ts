import { rm, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { DataDirLayout } from './data-dir.ts';
import { inspectProcess } from './inspect-process.ts';
import { pidFilePath, readPidFile, sendSignal, stopStepwise } from './postmaster.ts';
import { StartupError } from './startup-error.ts';

const pollMs = 10;

/** Asks for our own way to start a server, lest a stranger with the same id be stopped. */
const isServerOn = async (pid: number, cluster: string): Promise<boolean> => {
  const { commandLine = '' } = (await inspectProcess(pid)) ?? {};
  return commandLine.replaceAll('"', '').includes(` -D ${cluster} -p `);
};

const isGone = async (pid: number, cluster: string, withinMs: number): Promise<boolean> => {
  const deadline = Date.now() + withinMs;
  while (await isServerOn(pid, cluster)) {
    if (Date.now() > deadline) return false;
    await delay(pollMs);
  }
  return true;
};

/**
 * Stops a server that outlived the process that started it, and makes a left-over `postmaster.pid`
 * harmless whose process id belongs to somebody else by now (PostgreSQL would refuse to start).
 *
 * @throws StartupError `already-running` when the server cannot be stopped.
 */
export const stopOrphan = async (layout: DataDirLayout, pgCtl: string): Promise<void> => {
  const { cluster } = layout;
  const pidFile = await readPidFile(cluster);
  if (pidFile === undefined) return;
  if (await isServerOn(pidFile.pid, cluster)) {
    const gone = await stopStepwise(
      (signal) => sendSignal(pidFile.pid, signal, pgCtl),
      (withinMs) => isGone(pidFile.pid, cluster, withinMs),
    );
    if (gone) return;
    throw new StartupError(
      'already-running',
      `A PostgreSQL server (process ${pidFile.pid}) still runs on ${cluster} and cannot be stopped: end it, then start again`,
    );
  }
  if ((await inspectProcess(pidFile.pid)) === undefined) return; // PostgreSQL replaces it by itself.
  if (process.platform === 'win32') {
    await rm(pidFilePath(cluster), { force: true });
    return;
  }
  // PostgreSQL takes its own parent's id for stale too. Removing the file would work, but with it
  // goes line 7, by which the server finds back ends of a killed predecessor that still write.
  const lines = [String(process.pid), ...pidFile.lines.slice(1)];
  await writeFile(pidFilePath(cluster), lines.join('\n'));
};
