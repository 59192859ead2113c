import { readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../test/fixtures.ts';
import { runOwner, started } from '../test/run-owner.ts';
import { lockDataDir } from './data-dir-lock.ts';
import { inspectProcess } from './inspect-process.ts';

test('a second owner is told who the first one is', async () => {
  const dataDir = join(await temporaryDirectory(), 'data');
  const { pid } = await started(runOwner({ dataDir, lockOnly: true }));
  await expect(lockDataDir(dataDir)).rejects.toMatchObject({
    fault: 'already-running',
    message: `Questline already runs on ${dataDir} (process ${pid}): stop that one first or choose another data directory`,
  });
});

test('the same process, and another spelling of the directory, count as second', async () => {
  const dir = await temporaryDirectory();
  const lock = await lockDataDir(join(dir, 'data'));
  await symlink(join(dir, 'data'), join(dir, 'alias'));
  await expect(lockDataDir(join(dir, 'alias'))).rejects.toThrow(/already runs/);
  await lock.release();
  await lock.release();
  await (await lockDataDir(join(dir, 'alias'))).release();
});

test('of many that start at once exactly one gets it', async () => {
  const dataDir = join(await temporaryDirectory(), 'data');
  const owners = Array.from({ length: 6 }, () => runOwner({ dataDir, lockOnly: true }));
  const reports = await Promise.all(owners.map((owner) => owner.report));
  expect(reports.filter((report) => report.ok)).toHaveLength(1);
  const refused = reports.filter((report) => !report.ok);
  expect(new Set(refused.map((report) => report.fault))).toEqual(new Set(['already-running']));
});

test('an owner that was killed is no obstacle', async () => {
  const dataDir = await temporaryDirectory();
  const owner = runOwner({ dataDir, lockOnly: true });
  await started(owner);
  await owner.kill();
  const lock = await lockDataDir(dataDir);
  expect(await readdir(join(dataDir, 'questline.lock'))).toHaveLength(1);
  await lock.release();
});

test("nor is one whose process id is somebody else's by now", async () => {
  const dataDir = await temporaryDirectory();
  await (await lockDataDir(dataDir)).release();
  const self = await inspectProcess(process.pid);
  const earlier = join(dataDir, 'questline.lock', `${process.pid}-1-abcd.held`);
  await writeFile(earlier, '');
  await (await lockDataDir(dataDir)).release();

  await writeFile(earlier.replace('-1-', `-${self?.started}-`), '');
  await expect(lockDataDir(dataDir)).rejects.toThrow(/already runs/);
});
