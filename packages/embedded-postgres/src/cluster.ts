import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFile, mkdtemp, open, readdir, readFile, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { DataDirLayout } from './data-dir.ts';
import { commandFor, handOver, type Launcher } from './launcher.ts';
import type { PostgresBinaries } from './platform-package.ts';
import { findObstacle } from './server-log.ts';
import { errorCode, StartupError } from './startup-error.ts';

const run = promisify(execFile);
const initdbTimeoutMs = 120_000;
/** Clusters in the making have this name and a random suffix; the final name appears by rename. */
const draftPrefix = 'postgres.new-';
export const superuser = 'questline';

const syncPath = async (path: string): Promise<void> => {
  if (process.platform === 'win32') return; // Windows has no way to sync a directory.
  const handle = await open(path, 'r');
  await handle.sync().finally(() => handle.close());
};

const readOptional = (path: string): Promise<string | undefined> =>
  readFile(path, 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  });

/** The superuser's password; made once, before the cluster that is initialised with it. */
const obtainPassword = async (layout: DataDirLayout, mayCreate: boolean): Promise<string> => {
  const existing = (await readOptional(layout.passwordFile))?.trim();
  if (existing) return existing;
  if (!mayCreate) {
    throw new StartupError(
      'damaged-data',
      `${layout.passwordFile} is missing, so the database beside it cannot be opened: restore the file, or move ${layout.root} away to begin anew`,
    );
  }
  const password = randomBytes(24).toString('base64url');
  const draft = `${layout.passwordFile}.new`;
  await rm(draft, { force: true });
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(`${password}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, layout.passwordFile);
  return password;
};

const initialise = async (
  layout: DataDirLayout,
  binaries: PostgresBinaries,
  launcher: Launcher,
): Promise<void> => {
  const draft = await mkdtemp(join(layout.root, draftPrefix));
  await handOver([layout.passwordFile, draft], launcher.owner);
  // initdb syncs what it wrote. That costs 0.1 s once; without it a power cut after the rename below
  // could leave a cluster that looks complete and is not.
  const args = ['-D', draft, '-U', superuser, `--pwfile=${layout.passwordFile}`];
  args.push('-A', 'scram-sha-256', '-E', 'UTF8', '--locale=C', '--no-instructions');
  try {
    const [file, fileArgs] = commandFor(launcher.prefix, binaries.initdb, args);
    const options = { env: binaries.env, timeout: initdbTimeoutMs, windowsHide: true };
    await run(file, fileArgs, { ...options, cwd: layout.root });
  } catch (error) {
    await rm(draft, { recursive: true, force: true, maxRetries: 5 });
    const text = error instanceof Error ? error.message : String(error);
    await appendFile(layout.logFile, `${text}\n`, { mode: 0o600 }).catch(() => undefined);
    throw (
      findObstacle(text, layout) ??
      new StartupError(
        'start-failed',
        `The database could not be created in ${layout.root}: see ${layout.logFile}`,
      )
    );
  }
  await rename(draft, layout.cluster);
  await syncPath(layout.root);
};

const removeDrafts = async (root: string): Promise<void> => {
  for (const entry of await readdir(root)) {
    if (!entry.startsWith(draftPrefix)) continue;
    await rm(join(root, entry), { recursive: true, force: true, maxRetries: 5 });
  }
};

const refuseUnusableCluster = async (
  layout: DataDirLayout,
  serverVersion: string,
): Promise<'absent' | 'usable'> => {
  // Goes only when empty: nothing is lost, and rename cannot replace it everywhere.
  await rmdir(layout.cluster).catch(() => undefined);
  const version = (await readOptional(join(layout.cluster, 'PG_VERSION')))?.trim();
  if (version === undefined) {
    const entries = await readdir(layout.cluster).catch(() => undefined);
    if (entries === undefined) return 'absent';
    throw new StartupError(
      'damaged-data',
      `${layout.cluster} is not a PostgreSQL data directory (no PG_VERSION): restore a backup or move it away to begin anew`,
    );
  }
  const major = serverVersion.split('.')[0];
  if (version === major) return 'usable';
  throw new StartupError(
    'version-mismatch',
    `${layout.cluster} was written by PostgreSQL ${version} and this Questline brings ${major}: use the Questline release that wrote it, or move ${layout.root} away to begin anew`,
  );
};

/**
 * Sees to it that the data directory holds a complete database cluster. It is built under another
 * name and renamed when complete, so an interruption leaves nothing half-made behind.
 *
 * @returns the superuser's password.
 * @throws StartupError `damaged-data`, `version-mismatch`, `disk-full`, `unwritable`.
 */
export const ensureCluster = async (
  layout: DataDirLayout,
  binaries: PostgresBinaries,
  launcher: Launcher,
): Promise<string> => {
  await removeDrafts(layout.root);
  await handOver([layout.root, layout.lock, layout.cluster, layout.passwordFile], launcher.owner);
  const state = await refuseUnusableCluster(layout, launcher.version);
  const password = await obtainPassword(layout, state === 'absent');
  if (state === 'absent') await initialise(layout, binaries, launcher);
  return password;
};
