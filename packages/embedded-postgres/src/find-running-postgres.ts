import { readFile } from 'node:fs/promises';
import { superuser } from './cluster.ts';
import { layoutOf } from './data-dir.ts';
import { inspectProcess } from './inspect-process.ts';
import { readPidFile } from './postmaster.ts';

const portLine = 3;

/**
 * The address of the server that runs on a data directory, for a look from outside while it is in
 * use: a function that gives the URL of a database, or undefined when none is ready there.
 */
export const findRunningPostgres = async (
  dataDir: string,
): Promise<((database: string) => string) | undefined> => {
  const layout = layoutOf(dataDir);
  const pidFile = await readPidFile(layout.cluster);
  if (pidFile?.status !== 'ready' || !(await inspectProcess(pidFile.pid))) return undefined;
  const port = Number(pidFile.lines[portLine]);
  const password = (await readFile(layout.passwordFile, 'utf8')).trim();
  return (database) => `postgres://${superuser}:${password}@127.0.0.1:${port}/${database}`;
};
