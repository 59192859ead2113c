import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../cli/bin/questline.js', import.meta.url));
const runLimitMs = 60_000;

export interface QuestlineRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command-line program as a process of its own, in a directory; resolves when it has ended. */
export const runQuestline = async (
  directory: string,
  environment: Record<string, string | undefined>,
  ...argv: string[]
): Promise<QuestlineRun> => {
  const child = spawn(process.execPath, [program, ...argv], {
    cwd: directory,
    env: { ...process.env, QUESTLINE_URL: undefined, QUESTLINE_API_KEY: undefined, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: runLimitMs,
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (text: Buffer) => {
    output.stdout += text.toString();
  });
  child.stderr.on('data', (text: Buffer) => {
    output.stderr += text.toString();
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...output };
};
