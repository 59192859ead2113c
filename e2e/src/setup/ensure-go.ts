import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const limitMs = 600_000;

const readVersion = async (): Promise<readonly number[] | undefined> => {
  const found = await run('go', ['env', 'GOVERSION']).catch(() => undefined);
  return /^go(\d+)\.(\d+)/
    .exec(found?.stdout ?? '')
    ?.slice(1)
    .map(Number);
};

/** The version that a folder's go.mod names. */
const readOldest = async (directory: string): Promise<readonly number[]> => {
  const text = await readFile(join(directory, 'go.mod'), 'utf8');
  return /^go (\d+)\.(\d+)/m.exec(text)?.slice(1).map(Number) ?? [];
};

/** Fetches the modules of a folder. Throws one line where Go is missing: no package of Debian is new enough. */
export const ensureGo = async (directory: string): Promise<void> => {
  const [major = 0, minor = 0] = (await readVersion()) ?? [];
  const [oldestMajor = 0, oldestMinor = 0] = await readOldest(directory);
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
    throw new Error(`Go is missing: install Go ${oldestMajor}.${oldestMinor} or newer`);
  }
  await run('go', ['mod', 'download'], { cwd: directory, timeout: limitMs });
};
