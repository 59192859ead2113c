import { execFile } from 'node:child_process';
import { access, constants, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

const attemptsMax = 3;
const retryDelayMs = 5_000;
const commandLimitMs = 300_000;
const aptGet = '/usr/bin/apt-get';
/** Another apt may hold the package lock: machines that were just booted often upgrade themselves. */
const lockOptions = ['-o', 'DPkg::Lock::Timeout=120', '-o', 'Acquire::Retries=3'];

/** Where packages put the server's own scripts; those on PATH may switch to a `rabbitmq` user. */
const scriptFolders = [
  '/usr/lib/rabbitmq/bin',
  '/opt/rabbitmq/sbin',
  '/opt/homebrew/opt/rabbitmq/sbin',
  '/usr/local/opt/rabbitmq/sbin',
];
const versionedFolders = '/usr/lib/rabbitmq/lib';

const isExecutable = (path: string) =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );

const findScripts = async (): Promise<string | undefined> => {
  const versions = await readdir(versionedFolders).catch(() => []);
  const folders = versions.map((version) => join(versionedFolders, version, 'sbin'));
  for (const folder of [...folders, ...scriptFolders]) {
    if (await isExecutable(join(folder, 'rabbitmq-server'))) return folder;
  }
  return undefined;
};

const install = async () => {
  const options = {
    timeout: commandLimitMs,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  await run(aptGet, ['update', '-q', ...lockOptions], options);
  const packages = ['install', '-q', '-y', '--no-install-recommends', 'rabbitmq-server'];
  await run(aptGet, [...packages, ...lockOptions], options);
};

/**
 * The folder of RabbitMQ's own scripts. Where the server is missing it is installed on Debian and
 * Ubuntu as root; elsewhere this throws one line that says what to do.
 */
export const ensureRabbitMq = async (): Promise<string> => {
  const found = await findScripts();
  if (found !== undefined) return found;
  if (process.getuid?.() !== 0 || !(await isExecutable(aptGet))) {
    throw new Error('RabbitMQ is missing: install the package rabbitmq-server (3.10 or newer)');
  }
  let reason: unknown;
  for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
    try {
      await install();
      break;
    } catch (error) {
      reason = error;
      if (attempt < attemptsMax) await wait(retryDelayMs);
    }
  }
  const installed = await findScripts();
  if (installed !== undefined) return installed;
  throw new Error('RabbitMQ is missing, and apt-get could not install rabbitmq-server', {
    cause: reason,
  });
};
