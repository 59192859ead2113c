import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { OwnerOptions, OwnerReport } from './owner.ts';

const ownerScript = fileURLToPath(new URL('./owner.ts', import.meta.url));

export interface OwnerProcess {
  readonly child: ChildProcess;
  /** Rejects with the program's standard error when it ends without a report. */
  readonly report: Promise<OwnerReport>;
  /** Kills the program outright and waits until it is gone. */
  kill(): Promise<void>;
  /** Lets it stop its server and waits until it is gone. */
  finish(): Promise<void>;
}

export interface RunOptions {
  /** Words before node: how to become another user, or to get a mount of one's own. */
  readonly prefix?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly node?: string;
  readonly script?: string;
}

/** Starts test/owner.ts; killed at the end of the test if it still runs. */
export const runOwner = (options: OwnerOptions, run: RunOptions = {}): OwnerProcess => {
  const node = [run.node ?? process.execPath, run.script ?? ownerScript, JSON.stringify(options)];
  const [file = '', ...args] = [...(run.prefix ?? []), ...node];
  const child = spawn(file, args, { env: { ...process.env, ...run.env }, stdio: 'pipe', cwd: '/' });
  const exit = once(child, 'exit');
  let complaint = '';
  child.stderr.on('data', (chunk) => {
    complaint += String(chunk);
  });
  const report = new Promise<OwnerReport>((resolve, reject) => {
    createInterface(child.stdout).once('line', (line) => resolve(JSON.parse(line)));
    child.once('close', () => reject(new Error(`ended without a report: ${complaint}`)));
  });
  report.catch(() => undefined); // A test that kills early never asks.
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exit;
  };
  const finish = async (): Promise<void> => {
    child.stdin.end();
    await exit;
  };
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) await kill();
  });
  return { child, report, kill, finish };
};

/** The report of a start that has to succeed. */
export const started = async (owner: OwnerProcess): Promise<Extract<OwnerReport, { ok: true }>> => {
  const report = await owner.report;
  if (!report.ok) throw new Error(`start failed: ${report.fault}: ${report.message}`);
  return report;
};
