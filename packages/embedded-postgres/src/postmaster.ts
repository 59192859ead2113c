import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** What a server says about itself in `postmaster.pid`. */
export interface PidFile {
  readonly pid: number;
  readonly status: string;
  readonly lines: readonly string[];
}

export const pidFilePath = (cluster: string): string => join(cluster, 'postmaster.pid');

/** Reads `postmaster.pid`: line 1 is the process id, line 8 `starting`, `ready`, `stopping`. */
export const readPidFile = async (cluster: string): Promise<PidFile | undefined> => {
  const text = await readFile(pidFilePath(cluster), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const lines = text.split('\n');
  return { pid: Number(lines[0]), status: lines[7]?.trim() ?? '', lines };
};

/** SIGINT: disconnect clients, write a checkpoint, exit. SIGQUIT: exit now, recover at next start. */
export type StopSignal = 'SIGINT' | 'SIGQUIT' | 'SIGKILL';

export interface Postmaster {
  readonly pid: number;
  /** How it ended (`exit code 1`), undefined while it runs. */
  readonly outcome: () => string | undefined;
  readonly ended: Promise<string>;
  signal(signal: StopSignal): void;
}

/** Sends a signal; nothing happens when the process is gone. */
export const sendSignal = (pid: number, signal: StopSignal, pgCtl: string): void => {
  if (process.platform === 'win32' && signal !== 'SIGKILL') {
    // Windows has no signals and node would kill outright; the server listens on a pipe instead.
    execFile(pgCtl, ['kill', signal.slice(3), String(pid)], { windowsHide: true }, () => {});
    return;
  }
  try {
    process.kill(pid, signal);
  } catch {
    // Gone already, which is what was wanted.
  }
};

const describeEnd = (code: number | null, signal: NodeJS.Signals | null): string =>
  signal === null ? `exit code ${code}` : `signal ${signal}`;

/** Runs the server with its output in the file `logFd`. Never throws: a failed spawn is an outcome. */
export const spawnPostmaster = (
  [file, args]: [file: string, args: string[]],
  options: { env: NodeJS.ProcessEnv; cwd: string; logFd: number; pgCtl: string },
): Postmaster => {
  const child: ChildProcess = spawn(file, args, {
    cwd: options.cwd,
    // Its own process group: Ctrl-C reaches node alone, which drains before it stops the database.
    detached: true,
    env: options.env,
    stdio: ['ignore', options.logFd, options.logFd],
    windowsHide: true,
  });
  const pid = child.pid ?? 0;
  let outcome: string | undefined;
  const signal = (name: StopSignal): void => {
    if (outcome === undefined && pid !== 0) sendSignal(pid, name, options.pgCtl);
  };
  // For a process.exit() without stop(); where the parent's death is not signalled, nothing else would.
  const onExit = (): void => signal('SIGINT');
  process.once('exit', onExit);
  const ended = new Promise<string>((resolve) => {
    const end = (reason: string): void => {
      outcome ??= reason;
      process.removeListener('exit', onExit);
      resolve(outcome);
    };
    child.once('error', (error) => end(error.message));
    child.once('exit', (code, exitSignal) => end(describeEnd(code, exitSignal)));
  });
  return { pid, outcome: () => outcome, ended, signal };
};

const stopSteps: readonly [StopSignal, number][] = [
  ['SIGINT', 5_000],
  ['SIGQUIT', 5_000],
  ['SIGKILL', 2_000],
];

/** Stops a server, each time less politely; returns when it is gone or after 12 s. */
export const stopStepwise = async (
  signal: (name: StopSignal) => void,
  isGone: (withinMs: number) => Promise<boolean>,
): Promise<boolean> => {
  for (const [name, waitMs] of stopSteps) {
    signal(name);
    if (await isGone(waitMs)) return true;
  }
  return false;
};

/** Waits for the end of a server that this process started. */
export const endedWithin = async (postmaster: Postmaster, waitMs: number): Promise<boolean> => {
  const timer = new AbortController();
  const timeout = delay(waitMs, false, { signal: timer.signal }).catch(() => false);
  const ended = await Promise.race([postmaster.ended.then(() => true), timeout]);
  timer.abort();
  return ended;
};
