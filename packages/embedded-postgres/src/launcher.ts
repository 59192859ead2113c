import { execFile } from 'node:child_process';
import { chown, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { promisify } from 'node:util';
import type { DataDirLayout } from './data-dir.ts';
import type { PostgresBinaries } from './platform-package.ts';
import { StartupError } from './startup-error.ts';

const run = promisify(execFile);
const probeTimeoutMs = 10_000;

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** How to run a PostgreSQL binary here: words to put before it, and whose files it must find. */
export interface Launcher {
  readonly prefix: readonly string[];
  /** Who must own the data directory; undefined where ownership is left alone. */
  readonly owner: Owner | undefined;
  /** More words before a server, which make it hold a lock on a file for as long as it lives. */
  readonly guard: readonly string[];
  /** As in `18.4`. */
  readonly version: string;
}

interface Candidate {
  readonly prefix: readonly string[];
  readonly owner: Owner | undefined;
}

const nobody: Owner = { uid: 65534, gid: 65534 };
// A node that is killed outright takes its server down with it: the kernel sends the signal.
const dieWithParent = ['setpriv', '--pdeathsig', 'INT'];
// Inside the namespace the server sees an ordinary user, outside files keep their owner, so folders
// only this user may enter stay reachable and no account is added to the host.
const asNobodyInNamespace = [
  'unshare',
  '--user',
  `--map-user=${nobody.uid}`,
  `--map-group=${nobody.gid}`,
];

const hasName = (): boolean => {
  try {
    userInfo();
    return true;
  } catch {
    return false;
  }
};

const isNamed = (uid: number): Promise<boolean> =>
  run('getent', ['passwd', String(uid)]).then(
    () => true,
    () => false,
  );

/** flock that becomes the program it guards, so that the server itself is what holds the lock. */
const findFlock = async (): Promise<boolean> => {
  const help = await run('flock', ['--help']).catch(() => undefined);
  return help?.stdout.includes('--no-fork') ?? false;
};

const asUser = ({ uid, gid }: Owner): Candidate => ({
  prefix: ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--pdeathsig', 'INT'],
  owner: { uid, gid },
});

/** PostgreSQL refuses to run as root, and initdb wants a user with a name. */
const linuxCandidates = async (layout: DataDirLayout): Promise<Candidate[]> => {
  const uid = process.getuid?.() ?? 0;
  const gid = process.getgid?.() ?? 0;
  const inNamespace = [...asNobodyInNamespace, ...dieWithParent];
  const direct = [
    { prefix: dieWithParent, owner: undefined },
    { prefix: [], owner: undefined },
  ];
  if (uid !== 0) {
    return hasName() ? direct : [{ prefix: inNamespace, owner: undefined }, ...direct];
  }
  const candidates: Candidate[] = [{ prefix: inNamespace, owner: { uid, gid } }, asUser(nobody)];
  // Root at work in somebody's project: stay with that user, who may start it without root next.
  const present = await stat(layout.cluster).catch(() => stat(layout.root));
  if (present.uid !== 0 && (await isNamed(present.uid))) candidates.unshift(asUser(present));
  return candidates;
};

/** flock's exit code when another server holds the lock. */
export const guardedExitCode = 75;

const guardFor = async ({ serverLock }: DataDirLayout): Promise<string[]> => {
  const isAvailable = process.platform === 'linux' && (await findFlock());
  if (!isAvailable) return [];
  // Process ids say nothing across containers that share a volume; a lock on the file does.
  return ['flock', '--no-fork', '-n', '-E', String(guardedExitCode), serverLock];
};

/** Joins prefix and binary into what `spawn` takes. */
export const commandFor = (
  prefix: readonly string[],
  binary: string,
  args: readonly string[],
): [file: string, args: string[]] => {
  const [file = binary, ...rest] = [...prefix, binary, ...args];
  return [file, rest];
};

/**
 * Tries the ways to run PostgreSQL on this system, best first, and takes the first that works.
 *
 * @throws StartupError `unsupported-platform` when none does.
 */
export const chooseLauncher = async (
  binaries: PostgresBinaries,
  layout: DataDirLayout,
): Promise<Launcher> => {
  const candidates =
    process.platform === 'linux'
      ? await linuxCandidates(layout)
      : [{ prefix: [], owner: undefined }];
  const failures: string[] = [];
  for (const { prefix, owner } of candidates) {
    const [file, args] = commandFor(prefix, binaries.postgres, ['--version']);
    try {
      const options = { env: binaries.env, timeout: probeTimeoutMs, windowsHide: true };
      const { stdout } = await run(file, args, options);
      const version = /\d+(\.\d+)*/.exec(stdout)?.[0] ?? '';
      return { prefix, owner, version, guard: await guardFor(layout) };
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      failures.push(text.trim().split('\n').at(-1) ?? text);
    }
  }
  throw new StartupError(
    'unsupported-platform',
    `The embedded PostgreSQL does not run here (${failures.join('; ')}): it needs glibc 2.27 or later and, as root, unshare or setpriv; or give Questline the URL of a PostgreSQL server`,
  );
};

/** Hands the data directory to the user that the server runs as; only root ever needs to. */
export const handOver = async (paths: readonly string[], owner: Owner | undefined) => {
  if (owner === undefined || process.getuid?.() !== 0) return;
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined);
    if (found === undefined || found.uid === owner.uid) continue;
    if (found.isDirectory()) await run('chown', ['-R', `${owner.uid}:${owner.gid}`, path]);
    else await chown(path, owner.uid, owner.gid);
  }
};
