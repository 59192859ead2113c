import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { findPort } from './find-port.ts';

const main = fileURLToPath(new URL('../../../standalone/src/main.ts', import.meta.url));
const readyLimitMs = 60_000;

export interface Standalone {
  readonly baseUrl: string;
  readonly process: ChildProcess;
  /** What it printed so far. */
  output(): string;
  /** Sends a signal and waits for the end; the exit code, or null after SIGKILL. */
  kill(signal: NodeJS.Signals): Promise<number | null>;
}

/** Runs `npm start`'s program on a data directory and waits until it says it is ready. */
export const startStandalone = async (
  dataDir: string,
  options: { port?: number; env?: Record<string, string> } = {},
): Promise<Standalone> => {
  const port = options.port ?? (await findPort());
  const child = spawn(process.execPath, [main], {
    env: {
      ...process.env,
      // The test runner sets it to "test".
      NODE_ENV: undefined,
      QUESTLINE_DATA_DIR: dataDir,
      PORT: String(port),
      LOG_LEVEL: 'warn',
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ended = once(child, 'exit');
  const ready = new Promise<void>((resolve) => {
    const collect = (text: Buffer) => {
      output += text.toString();
      if (output.includes('Questline is ready')) resolve();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
  });
  let late: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    late = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`standalone is not ready after ${readyLimitMs} ms: ${output}`));
    }, readyLimitMs);
  });
  await Promise.race([
    ready,
    ended.then(() => {
      throw new Error(`standalone ended: ${output}`);
    }),
    limit,
  ]).finally(() => clearTimeout(late));
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    process: child,
    output: () => output,
    kill: async (signal) => {
      child.kill(signal);
      const [code] = (await ended) as [number | null];
      return code;
    },
  };
};
