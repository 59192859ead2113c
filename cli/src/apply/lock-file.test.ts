import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findLockFile, readApplied, writeApplied } from './lock-file.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'questline-lock-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

it('lies in the directory of quests, or beside a file of them', async () => {
  const expected = join(directory, 'questline.lock.json');
  expect(await findLockFile(directory)).toBe(expected);
  await writeFile(join(directory, 'a.yaml'), '');
  expect(await findLockFile(join(directory, 'a.yaml'))).toBe(expected);
});

it('remembers for each address, in an order that is always the same', async () => {
  const path = await findLockFile(directory);
  expect(await readApplied(path, 'http://a')).toEqual({ quests: {}, rewards: {} });
  await writeApplied(path, 'http://a', [
    { kind: 'quest', name: 'Two', revision: '2-1' },
    { kind: 'quest', name: 'One', revision: '1-1' },
    { kind: 'reward', name: 'R', revision: 'r-1' },
  ]);
  await writeApplied(path, 'http://b', [{ kind: 'quest', name: 'One', revision: '9-9' }]);
  await writeApplied(path, 'http://a', [
    { kind: 'quest', name: 'TWO', revision: '2-2' },
    { kind: 'reward', name: 'r', revision: null },
  ]);
  expect(await readApplied(path, 'http://a')).toEqual({
    quests: { one: '1-1', two: '2-2' },
    rewards: {},
  });
  const { catalogs } = JSON.parse(await readFile(path, 'utf8')) as {
    catalogs: { [url: string]: { quests: object } };
  };
  expect(Object.keys(catalogs['http://a']?.quests ?? {})).toEqual(['one', 'two']);
  expect(await readApplied(path, 'http://b')).toMatchObject({ quests: { one: '9-9' } });
});

it('is not guessed at when it is broken', async () => {
  const path = await findLockFile(directory);
  await writeFile(path, '{"format": "questline-lock/1"');
  await expect(readApplied(path, 'http://a')).rejects.toThrow('is not a lock file of questline');
  await expect(writeApplied(path, 'http://a', [])).rejects.toThrow('is not a lock file');
});
