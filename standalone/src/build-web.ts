import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { StartError } from '@questline/lifecycle/config';
import { projectRoot } from './config.ts';

const webDirectory = join(projectRoot, 'web');
export const webDistDirectory = join(webDirectory, 'dist');
const builtFromFile = join(webDistDirectory, '.built-from');

/** What the build reads. */
const inputs = [webDirectory, join(projectRoot, 'packages/contracts')];
const outputs = new Set(['dist', 'node_modules']);

const filesOf = async (directory: string): Promise<string[]> => {
  const entries = await readdir(directory, { withFileTypes: true });
  const nested = await Promise.all(
    entries
      .filter(({ name }) => !outputs.has(name))
      .map((entry) => {
        const path = join(directory, entry.name);
        return entry.isDirectory() ? filesOf(path) : [path];
      }),
  );
  return nested.flat().sort();
};

const fingerprint = async (): Promise<string> => {
  const hash = createHash('sha256');
  const files = (await Promise.all(inputs.map(filesOf))).flat();
  for (const file of [...files, join(projectRoot, 'package-lock.json')]) {
    hash.update(file.slice(projectRoot.length)).update('\0');
    hash.update(await readFile(file)).update('\0');
  }
  return hash.digest('hex');
};

const runBuild = async (): Promise<void> => {
  const resolveFrom = createRequire(join(webDirectory, 'package.json'));
  const vite = join(dirname(resolveFrom.resolve('vite/package.json')), 'bin/vite.js');
  const build = spawn(process.execPath, [vite, 'build', '--logLevel', 'error'], {
    cwd: webDirectory,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  let output = '';
  build.stdout.on('data', (text) => {
    output += text;
  });
  build.stderr.on('data', (text) => {
    output += text;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    build.on('error', reject);
    build.on('close', resolve);
  });
  if (code !== 0) throw new StartError(`the web app could not be built:\n${output.trim()}`);
};

/** Builds the web app unless it stands as built from the very files that are there. */
export const buildWebIfStale = async (): Promise<void> => {
  const wanted = await fingerprint();
  const built = await readFile(builtFromFile, 'utf8').catch(() => undefined);
  if (built === wanted) return;
  await runBuild();
  await writeFile(builtFromFile, wanted);
};
