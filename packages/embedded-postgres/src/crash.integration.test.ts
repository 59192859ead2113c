import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  ended,
  eventually,
  isRunning,
  onLinux,
  query,
  start,
  temporaryDirectory,
} from '../test/fixtures.ts';
import { runOwner, started } from '../test/run-owner.ts';
import { pidFilePath } from './postmaster.ts';

const insert = `create table if not exists kept (n int primary key);
  insert into kept select coalesce(max(n), 0) + 1 from kept`;
const keptRows = async (url: string) => (await query(url, 'select n from kept')).length;

test.runIf(onLinux)('its owner killed, the server goes too and the rows stay', async () => {
  const dataDir = await temporaryDirectory();
  const owner = runOwner({ dataDir });
  const { pid, url } = await started(owner);
  await query(url, insert);
  await owner.kill();
  await ended(pid);
  const next = await start({ dataDir });
  expect(await keptRows(next.url('postgres'))).toBe(1);
});

test('owner and server killed at the same moment, the rows stay', async () => {
  const dataDir = await temporaryDirectory();
  for (let round = 1; round <= 3; round += 1) {
    const owner = runOwner({ dataDir });
    const { pid, url } = await started(owner);
    await query(url, insert);
    expect(await keptRows(url)).toBe(round);
    process.kill(pid, 'SIGKILL');
    await owner.kill();
  }
  const next = await start({ dataDir });
  expect(await keptRows(next.url('postgres'))).toBe(3);
});

test.runIf(onLinux)('a server left running is stopped and its rows are kept', async () => {
  const dataDir = await temporaryDirectory();
  // A setpriv that does nothing stands for the systems that have none.
  const tools = await temporaryDirectory();
  await writeFile(join(tools, 'setpriv'), '#!/bin/sh\nshift 2\nexec "$@"\n');
  await chmod(join(tools, 'setpriv'), 0o755);
  const owner = runOwner({ dataDir }, { env: { PATH: `${tools}:${process.env.PATH}` } });
  const { pid, url } = await started(owner);
  await query(url, insert);
  await owner.kill();
  expect(await isRunning(pid)).toBe(true);
  expect(await keptRows(url)).toBe(1);

  const next = await start({ dataDir });
  expect(await isRunning(pid)).toBe(false);
  expect(await keptRows(next.url('postgres'))).toBe(1);
});

test('a process id in postmaster.pid that is somebody else by now does not stop the start', async () => {
  const dataDir = await temporaryDirectory();
  const first = await start({ dataDir });
  await query(first.url('postgres'), insert);
  process.kill(first.pid, 'SIGKILL');
  await first.exited;
  const path = pidFilePath(join(dataDir, 'postgres'));
  const bystander = runOwner({ dataDir: await temporaryDirectory(), lockOnly: true });
  const { pid } = await started(bystander);
  await writeFile(path, (await readFile(path, 'utf8')).replace(String(first.pid), String(pid)));

  const next = await start({ dataDir });
  expect(await keptRows(next.url('postgres'))).toBe(1);
  expect(await isRunning(pid)).toBe(true);
});

test('killed while the database is being created, the next start begins anew', async () => {
  const dataDir = await temporaryDirectory();
  const drafts = async () =>
    (await readdir(dataDir)).filter((entry) => entry.startsWith('postgres.new-'));
  for (const stage of ['PG_VERSION', 'global/pg_control', 'base/4']) {
    const owner = runOwner({ dataDir });
    await eventually(`initdb at ${stage}`, async () => {
      const [draft = ''] = await drafts();
      return draft !== '' && existsSync(join(dataDir, draft, stage));
    });
    await owner.kill();
    expect(await readdir(dataDir)).not.toContain('postgres');
  }
  await mkdir(join(dataDir, 'postgres.new-left/base'), { recursive: true });
  const server = await start({ dataDir });
  expect(await query(server.url('postgres'), 'select 1 as n')).toEqual([{ n: 1 }]);
  expect(await drafts()).toEqual([]);
});

test('a second start is refused and leaves the first one alone', async () => {
  const dataDir = await temporaryDirectory();
  const first = runOwner({ dataDir });
  const { url } = await started(first);
  expect(await runOwner({ dataDir }).report).toEqual({
    ok: false,
    fault: 'already-running',
    message: `Questline already runs on ${dataDir} (process ${first.child.pid}): stop that one first or choose another data directory`,
  });
  expect(await query(url, 'select 1 as n')).toEqual([{ n: 1 }]);
  await first.finish();
  await start({ dataDir });
});

test.runIf(onLinux)('a server that another container runs on the volume is noticed', async () => {
  const dataDir = await temporaryDirectory();
  const server = await start({ dataDir });
  // To another container its process ids mean nothing, as if the files named nobody.
  await writeFile(pidFilePath(join(dataDir, 'postgres')), '');
  await expect(start({ dataDir })).rejects.toMatchObject({ fault: 'already-running' });
  expect(await query(server.url('postgres'), 'select 1 as n')).toEqual([{ n: 1 }]);
});
