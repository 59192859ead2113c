import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

const oldestVersion = [1, 25] as const;
const limitMs = 600_000;

const readVersion = async (): Promise<readonly number[] | undefined> => {
  const found = await run('go', ['env', 'GOVERSION']).catch(() => undefined);
  return /^go(\d+)\.(\d+)/
    .exec(found?.stdout ?? '')
    ?.slice(1)
    .map(Number);
};

/** Fetches the modules of a folder. Throws one line where Go is missing: no package of Debian is new enough. */
export const ensureGo = async (directory: string): Promise<void> => {
  const [major = 0, minor = 0] = (await readVersion()) ?? [];
  if (major < oldestVersion[0] || (major === oldestVersion[0] && minor < oldestVersion[1])) {
    throw new Error(`Go is missing: install Go ${oldestVersion.join('.')} or newer`);
  }
  await run('go', ['mod', 'download'], { cwd: directory, timeout: limitMs });
};
