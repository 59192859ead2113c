import { expect, test } from 'vitest';
import { parseOpenFilesMax, parseVirtualBytes } from './process-files.ts';

test('the limit of descriptors is the soft one', () => {
  const limits =
    'Limit  Soft Limit  Hard Limit  Units\nMax open files            1024   524288   files\n';
  expect(parseOpenFilesMax(limits)).toBe(1_024);
  expect(parseOpenFilesMax('Max open files   unlimited  unlimited  files')).toBeUndefined();
  expect(parseOpenFilesMax('')).toBeUndefined();
});

test('the address space is in bytes', () => {
  expect(parseVirtualBytes('Name: node\nVmSize:\t  11 kB\nVmRSS: 5 kB\n')).toBe(11 * 1_024);
  expect(parseVirtualBytes('')).toBeUndefined();
});
