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

const stopServer = async (pid: number, cluster: string, pgCtl: string): Promise<void> => {
  const gone = await stopStepwise(
    (signal) => sendSignal(pid, signal, pgCtl),
    (withinMs) => isGone(pid, cluster, withinMs),
  );
  if (gone) return;
  throw new StartupError(
    'already-running',
    `A PostgreSQL server (process ${pid}) still runs on ${cluster} and cannot be stopped: end it, then start again`,
  );
};

/** Makes a `postmaster.pid` that no living server stands behind harmless. */
const disarmPidFile = async (cluster: string): Promise<void> => {
  const left = await readPidFile(cluster);
  if (left === undefined) return;
  if (process.platform === 'win32') {
    await rm(pidFilePath(cluster), { force: true });
    return;
  }
  // PostgreSQL gives up when the id exists, be it a stranger's or a zombie's, but takes its own
  // parent's for stale. Removing the file would do as well, were it not for line 7: by that the
  // server finds back ends of a killed predecessor that still write.
  const lines = [String(process.pid), ...left.lines.slice(1)];
  await writeFile(pidFilePath(cluster), lines.join('\n'));
};

/**
 * Clears the way for a new server: stops one that outlived the process that started it, and deals
 * with the `postmaster.pid` of one that was killed.
 *
 * @throws StartupError `already-running` when the server cannot be stopped.
 */
export const stopOrphan = async ({ cluster }: DataDirLayout, pgCtl: string): Promise<void> => {
  const pidFile = await readPidFile(cluster);
  if (pidFile === undefined) return;
  if (await isServerOn(pidFile.pid, cluster)) await stopServer(pidFile.pid, cluster, pgCtl);
  await disarmPidFile(cluster);
};
