import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readFiles } from './files/read-files.ts';
import { checkWanted } from './plan/check-wanted.ts';
import { toWanted } from './plan/wanted.ts';

it('the examples are valid', async () => {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const files = await readFiles(['examples/quests'], root);
  expect(files.faults).toEqual([]);
  expect(checkWanted(toWanted(files), new Date())).toEqual([]);
  expect(files.quests.length).toBeGreaterThan(3);
});
