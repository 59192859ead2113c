import { chown, mkdir, readdir, realpath, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { StartupError } from './startup-error.ts';

/** Where things live inside the data directory. */
export interface DataDirLayout {
  readonly root: string;
  /** A directory of claims, see data-dir-lock.ts. */
  readonly lock: string;
  /** PGDATA. */
  readonly cluster: string;
  readonly passwordFile: string;
  readonly logFile: string;
  /** Held by the running server itself, where the system has flock. */
  readonly serverLock: string;
  /** Library links, only used when the package's own folder cannot be written. */
  readonly libraryLinks: string;
}

export const layoutOf = (root: string, logFile?: string): DataDirLayout => ({
  root,
  lock: join(root, 'questline.lock'),
  cluster: join(root, 'postgres'),
  passwordFile: join(root, 'postgres.password'),
  logFile: logFile ?? join(root, 'postgres.log'),
  serverLock: join(root, 'postgres.lock'),
  libraryLinks: join(root, 'postgres.libraries'),
});

const isOurs = (entry: string): boolean => /^(postgres|questline)\b/.test(entry);
/** What volumes, desktops and version control put into a directory that is otherwise empty. */
const isBystander = (entry: string): boolean => entry.startsWith('.') || entry === 'lost+found';

const createAsNeighbour = async (wanted: string): Promise<void> => {
  const firstCreated = await mkdir(wanted, { recursive: true, mode: 0o700 });
  if (firstCreated === undefined || process.getuid?.() !== 0) return;
  // What root makes in somebody's project belongs to that somebody, or only root could go on.
  const { uid, gid } = await stat(dirname(firstCreated));
  if (uid === 0) return;
  for (let path = wanted; path.length >= firstCreated.length; path = dirname(path)) {
    await chown(path, uid, gid);
  }
};

/**
 * Creates the data directory when missing, and keeps a mistyped path from filling somebody's
 * directory with database files.
 *
 * @returns its real path, so that two spellings of one directory are the same to every check.
 * @throws StartupError `foreign-directory` when it has files and none of them is ours; else the
 *   file system's own error.
 */
export const openDataDir = async (dir: string): Promise<string> => {
  await createAsNeighbour(resolve(dir));
  const root = await realpath(dir);
  const entries = (await readdir(root)).filter((entry) => !isBystander(entry));
  if (entries.length === 0 || entries.some(isOurs)) return root;
  throw new StartupError(
    'foreign-directory',
    `${root} is not empty and is not a Questline data directory: choose an empty or a new one`,
  );
};
