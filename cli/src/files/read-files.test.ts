import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { showFault } from './fault.ts';
import { readFiles } from './read-files.ts';

const reward = (name: string) => `kind: reward\nname: ${name}\nreward_item: gold\nreward_qty: 1\n`;

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'questline-files-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const put = async (path: string, content: string | Uint8Array) => {
  await mkdir(join(directory, path, '..'), { recursive: true });
  await writeFile(join(directory, path), content);
};

it('reads directories to their ends, each file once, and leaves what is hidden or no YAML', async () => {
  await put('q/b.yml', reward('b'));
  await put('q/deep/er/a.yaml', reward('a'));
  await put('q/.git/c.yaml', 'broken: [');
  await put('q/node_modules/d.yaml', 'broken: [');
  await put('q/readme.md', 'broken: [');
  const { rewards, faults } = await readFiles(['q', 'q/b.yml', './q'], directory);
  expect(faults).toEqual([]);
  expect(rewards.map(({ body, at }) => [body.name, at([]).file])).toEqual([
    ['b', join('q', 'b.yml')],
    ['a', join('q', 'deep', 'er', 'a.yaml')],
  ]);
});

it('tells what cannot be read, all of it', async () => {
  await put('q/latin1.yaml', Uint8Array.from([0x61, 0x3a, 0x20, 0xe4]));
  await put('q/large.yaml', ' '.repeat(1_048_577));
  await put('empty/readme.md', '');
  const { faults } = await readFiles(['q', 'empty', 'nowhere'], directory);
  expect(faults.map(showFault)).toEqual([
    `${join('q', 'large.yaml')}:1:1 is larger than 1048576 bytes`,
    `${join('q', 'latin1.yaml')}:1:1 is not UTF-8`,
    'empty:1:1 has no *.yaml or *.yml in it',
    'nowhere:1:1 does not exist',
  ]);
});
