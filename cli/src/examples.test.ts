import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { type Files, parseFile } from './files/parse-file.ts';
import { readFiles } from './files/read-files.ts';
import { checkWanted } from './plan/check-wanted.ts';
import { toWanted } from './plan/wanted.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

const expectValid = (files: Files, questsMin: number) => {
  expect(files.faults).toEqual([]);
  expect(checkWanted(toWanted(files), new Date())).toEqual([]);
  expect(files.quests.length).toBeGreaterThanOrEqual(questsMin);
};

it('the examples are valid', async () => {
  expectValid(await readFiles(['examples/quests'], root), 4);
});

it('the files that the documentation shows are valid', () => {
  const page = readFileSync(`${root}docs/quests-as-code.md`, 'utf8');
  const [, text = ''] = /```yaml\n(.*?)```/s.exec(page) ?? [];
  expectValid(parseFile('quests-as-code.md', text), 2);
});
