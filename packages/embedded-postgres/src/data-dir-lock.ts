import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { layoutOf, openDataDir } from './data-dir.ts';
import { inspectProcess } from './inspect-process.ts';
import { StartupError, toStartupError } from './startup-error.ts';

export interface Lock {
  /** Lets the next process in; safe to call twice. */
  release(): Promise<void>;
}

/*
 * Node has no file locks, so ownership is a file whose *name* says everything:
 * `<pid>-<start of that process>-<nonce>.claim`, renamed to `.held` once its writer has looked round
 * and found nobody else alive. Creating and renaming are atomic, no content can be half-written,
 * and a killed owner is recognised because no live process has both its id and its start time.
 * Announcing before looking means that of two processes at least one sees the other.
 */
interface Claim {
  readonly file: string;
  readonly pid: number;
  readonly started: string;
  readonly held: boolean;
}

const attemptsMax = 50;
const retryDelayMaxMs = 40;

const parseClaim = (file: string): Claim | undefined => {
  const match = /^(\d+)-(\w*)-\w+\.(claim|held)$/.exec(file);
  if (match === null) return undefined;
  const [, pid = '', started = '', state] = match;
  return { file, pid: Number(pid), started, held: state === 'held' };
};

/** The other live claim on the directory, held ones first; removes what dead processes left. */
const findRival = async (lockDir: string, ownFile: string): Promise<Claim | undefined> => {
  const live: Claim[] = [];
  for (const file of await readdir(lockDir)) {
    const claim = parseClaim(file);
    if (claim === undefined || file === ownFile) continue;
    const owner = await inspectProcess(claim.pid);
    const same = owner !== undefined && ['', claim.started].includes(owner.started);
    if (same) live.push(claim);
    else await rm(join(lockDir, file), { force: true });
  }
  return live.find((claim) => claim.held) ?? live[0];
};

const claimDirectory = async (dir: string): Promise<string> => {
  const lockDir = layoutOf(dir).lock;
  await mkdir(lockDir, { recursive: true, mode: 0o700 });
  const self = await inspectProcess(process.pid);
  const name = `${process.pid}-${self?.started ?? ''}-${randomBytes(4).toString('hex')}`;
  const claimFile = join(lockDir, `${name}.claim`);
  const heldFile = join(lockDir, `${name}.held`);
  for (let attempt = 1; ; attempt += 1) {
    await writeFile(claimFile, '', { mode: 0o600 });
    const rival = await findRival(lockDir, `${name}.claim`);
    if (rival === undefined) {
      await rename(claimFile, heldFile);
      return heldFile;
    }
    await rm(claimFile, { force: true });
    if (rival.held || attempt === attemptsMax) {
      throw new StartupError(
        'already-running',
        `Questline already runs on ${dir} (process ${rival.pid}): stop that one first or choose another data directory`,
      );
    }
    // Two newcomers met: both step back, and unequal pauses let one of them through.
    await delay(Math.random() * retryDelayMaxMs);
  }
};

/**
 * Makes this process the only one on a data directory, creating the directory when missing. A lock
 * whose owner was killed does not block, even when its process id belongs to somebody else by now.
 *
 * @throws StartupError `already-running`, `foreign-directory` (not empty and not ours),
 *   `unwritable` or `disk-full`.
 */
export const lockDataDir = async (dir: string): Promise<Lock> => {
  try {
    const heldFile = await claimDirectory(await openDataDir(dir));
    return { release: () => rm(heldFile, { force: true }) };
  } catch (error) {
    throw toStartupError(error, resolve(dir));
  }
};
