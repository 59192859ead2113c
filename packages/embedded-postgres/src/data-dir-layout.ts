import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
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
  /** Library links, only used when the package's own folder cannot be written. */
  readonly libraryLinks: string;
}

/** Temporary clusters are named with this prefix and a random suffix; PGDATA appears by rename. */
export const newClusterPrefix = 'postgres.new-';

export const layoutOf = (root: string, logFile?: string): DataDirLayout => ({
  root,
  lock: join(root, 'questline.lock'),
  cluster: join(root, 'postgres'),
  passwordFile: join(root, 'postgres.password'),
  logFile: logFile ?? join(root, 'postgres.log'),
  libraryLinks: join(root, 'postgres.libraries'),
});

const isOurs = (entry: string): boolean => /^(postgres|questline)\b/.test(entry);
/** What volumes, desktops and version control put into a directory that is otherwise empty. */
const isBystander = (entry: string): boolean => entry.startsWith('.') || entry === 'lost+found';

/**
 * Keeps a mistyped path from filling somebody's directory with database files.
 *
 * @throws StartupError `foreign-directory` when `root` has files and none of them is ours.
 */
export const refuseForeignDirectory = async (root: string): Promise<void> => {
  const entries = (await readdir(root)).filter((entry) => !isBystander(entry));
  if (entries.length === 0 || entries.some(isOurs)) return;
  throw new StartupError(
    'foreign-directory',
    `${root} is not empty and is not a Questline data directory: choose an empty or a new one`,
  );
};
