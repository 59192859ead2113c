import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface ToolResult {
  readonly code: number;
  /** What it printed, warnings and all. */
  readonly output: string;
}

export const projectRoot = fileURLToPath(new URL('../../..', import.meta.url));
export const documentFile = join(projectRoot, 'packages/contracts/openapi.json');

/** Tools under test call nobody. */
const quiet = { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', NO_COLOR: '1' };
const outputBytesMax = 16 * 1024 * 1024;

/** Runs a program to its end, however it ends. */
export const runTool = (
  program: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: Record<string, string> } = {},
): Promise<ToolResult> =>
  new Promise((resolve, reject) => {
    const { cwd = projectRoot, env = {} } = options;
    const settings = {
      cwd,
      env: { ...process.env, ...quiet, ...env },
      maxBuffer: outputBytesMax,
    };
    execFile(program, [...args], settings, (error, stdout, stderr) => {
      // A code that is no number is of a program that could not be run.
      if (error !== null && typeof error.code !== 'number') reject(error);
      else resolve({ code: Number(error?.code ?? 0), output: stdout + stderr });
    });
  });

const resolveFrom = createRequire(import.meta.url);

/** Runs the program of an npm package. */
export const runPackage = (
  name: string,
  bin: string,
  args: readonly string[],
  options: { readonly cwd?: string } = {},
): Promise<ToolResult> => {
  const manifest = findManifest(name);
  return runTool(process.execPath, [join(dirname(manifest), bin), ...args], options);
};

/** Packages need not export their manifest. */
const findManifest = (name: string): string => {
  const folders = resolveFrom.resolve.paths(name) ?? [];
  for (const folder of folders) {
    try {
      return resolveFrom.resolve(join(folder, name, 'package.json'));
    } catch {
      // The next folder up.
    }
  }
  throw new Error(`${name} is not installed: run npm ci`);
};
