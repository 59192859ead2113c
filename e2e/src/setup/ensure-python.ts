import { execFile } from 'node:child_process';
import { copyFile, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ensureProgram } from '@questline/testkit/install-package';

const run = promisify(execFile);

const installLimitMs = 600_000;
/** Git-ignored, and created again when the requirements differ. */
const environment = fileURLToPath(new URL('../../../.venv-tests', import.meta.url));
const requirements = fileURLToPath(new URL('../../python/requirements.txt', import.meta.url));
const installed = join(environment, 'requirements.txt');

/** A program of the tests' Python environment, such as `python` or `schemathesis`. */
export const pythonProgram = (name: string): string => join(environment, 'bin', name);

/** Debian keeps what makes an environment in a package of its own. */
const canMakeEnvironments = (): Promise<true | undefined> =>
  run('python3', ['-c', 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 10))']).then(
    () => true,
    () => undefined,
  );

const isCurrent = async (): Promise<boolean> => {
  const [wanted, present] = await Promise.all([
    readFile(requirements, 'utf8'),
    readFile(installed, 'utf8').catch(() => undefined),
  ]);
  return wanted === present;
};

/** The environment with what the tests use from PyPI, at fixed versions; quick when it is there. */
export const ensurePython = async (): Promise<void> => {
  if (await isCurrent()) return;
  const label = 'Python 3.10 or newer with venv';
  await ensureProgram({ label, packageName: 'python3-venv', find: canMakeEnvironments });
  console.log('installing the Python packages of the tests');
  await rm(environment, { recursive: true, force: true });
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  try {
    await run('python3', ['-m', 'venv', environment], { timeout: installLimitMs });
    await run(pythonProgram('python'), [...install, '--requirement', requirements], {
      timeout: installLimitMs,
    });
  } catch (error) {
    throw new Error('the packages of e2e/python/requirements.txt could not be installed with pip', {
      cause: error,
    });
  }
  await copyFile(requirements, installed);
};
