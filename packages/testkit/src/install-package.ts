import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

const attemptsMax = 3;
const retryDelayMs = 5_000;
const commandLimitMs = 300_000;
const aptGet = '/usr/bin/apt-get';
/** Another apt may hold the package lock: machines that were just booted often upgrade themselves. */
const lockOptions = ['-o', 'DPkg::Lock::Timeout=120', '-o', 'Acquire::Retries=3'];

const canInstall = async () =>
  process.getuid?.() === 0 &&
  (await access(aptGet, constants.X_OK).then(
    () => true,
    () => false,
  ));

const aptInstall = async (name: string) => {
  const options = {
    timeout: commandLimitMs,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  await run(aptGet, ['update', '-q', ...lockOptions], options);
  const install = ['install', '-q', '-y', '--no-install-recommends', name, ...lockOptions];
  await run(aptGet, install, options);
};

/**
 * Finds a program the tests need, and where it is missing installs its package: on Debian and Ubuntu
 * as root. Elsewhere, or when that fails, it throws one line that says what to install.
 */
export const ensureProgram = async <Found>(options: {
  /** What a person calls it: `Chromium`. */
  label: string;
  /** Its package in Debian. */
  packageName: string;
  find: () => Promise<Found | undefined> | Found | undefined;
}): Promise<Found> => {
  const { label, packageName, find } = options;
  const found = await find();
  if (found !== undefined) return found;
  if (!(await canInstall())) throw new Error(`${label} is missing: install ${packageName}`);
  console.log(`installing ${packageName}`);
  let reason: unknown;
  for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
    try {
      await aptInstall(packageName);
      break;
    } catch (error) {
      reason = error;
      if (attempt < attemptsMax) await wait(retryDelayMs);
    }
  }
  const installed = await find();
  if (installed !== undefined) return installed;
  throw new Error(`${label} is missing, and apt-get could not install ${packageName}`, {
    cause: reason,
  });
};
