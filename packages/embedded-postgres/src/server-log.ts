import { copyFile, type FileHandle, mkdir, open, stat, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DataDirLayout } from './data-dir.ts';
import { diskFullError, StartupError, unwritableError } from './startup-error.ts';

const logSizeMax = 10 * 1024 * 1024;
const rotateEveryMs = 60_000;
const tailSizeMax = 256 * 1024;

/**
 * Opens the server's log for appending. A file and not a pipe: what the server says after this process
 * is gone must not be lost.
 */
export const openLog = async (logFile: string): Promise<FileHandle> => {
  await mkdir(dirname(logFile), { recursive: true });
  const handle = await open(logFile, 'a', 0o600);
  await rotateLog(logFile);
  return handle;
};

/**
 * Copies a log that has grown past 10 MB to `<log>.1`, in place of an older copy, and empties it. The
 * server goes on with the same file, which it appends to.
 */
export const rotateLog = async (logFile: string): Promise<void> => {
  if ((await stat(logFile)).size <= logSizeMax) return;
  await copyFile(logFile, `${logFile}.1`);
  await truncate(logFile, 0);
};

/** Rotates the log from time to time until it is stopped; what cannot be done is tried again. */
export const keepLogSmall = (logFile: string): { stop(): void } => {
  const timer = setInterval(() => void rotateLog(logFile).catch(() => undefined), rotateEveryMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
};

/** What was written to the log from `offset` on, at most its last 256 kB. */
export const readLogFrom = async (logFile: string, offset: number): Promise<string> => {
  const handle = await open(logFile, 'r');
  try {
    const { size } = await handle.stat();
    const start = Math.max(offset, size - tailSizeMax, 0);
    const { buffer, bytesRead } = await handle.read({
      buffer: Buffer.alloc(Math.max(size - start, 1)),
      position: start,
    });
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
};

const noSpace = /No space left on device|Disk quota exceeded|Check free disk space/;
const damage =
  /valid checkpoint record|incorrect checksum|PANIC:|required WAL directory|could not (read|access|open|find|locate) .*(file|directory|database system)/;

/** Backends of a server that was killed need a moment to notice; until then its memory is in use. */
export const isStillDying = (text: string): boolean => /pre-existing shared memory/.test(text);

/** What stands in the way outside the database, by initdb's or the server's own messages. */
export const findObstacle = (
  text: string,
  layout: DataDirLayout,
  port?: number,
): StartupError | undefined => {
  if (noSpace.test(text)) return diskFullError(layout.root);
  const bindFailure = /could not bind IPv4 address "[^"]*": (.*)/.exec(text);
  if (bindFailure !== null) {
    return new StartupError(
      'port-in-use',
      `PostgreSQL cannot listen on port ${port} (${bindFailure[1]?.trim()}): free it or choose another one`,
    );
  }
  if (/could not look up effective user ID/.test(text)) {
    return new StartupError(
      'unsupported-platform',
      'PostgreSQL needs a user with a name and this one has none: add it to /etc/passwd or allow user namespaces',
    );
  }
  if (/wrong ownership|invalid permissions|Permission denied/.test(text)) {
    return unwritableError(layout.root, `permission denied, details in ${layout.logFile}`);
  }
  return undefined;
};

/** What is wrong with the database itself, by the server's own messages. */
export const findDamage = (text: string, layout: DataDirLayout): StartupError | undefined =>
  damage.test(text)
    ? new StartupError(
        'damaged-data',
        `The database in ${layout.cluster} is damaged (see ${layout.logFile}): restore a backup or move it away to begin anew`,
      )
    : undefined;
