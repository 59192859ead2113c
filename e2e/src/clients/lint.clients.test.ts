import { expect, test } from 'vitest';
import { documentFile, runPackage } from './run-tool.ts';

test('redocly finds nothing in the document', async () => {
  const args = ['lint', documentFile, '--format', 'stylish'];
  const { code, output } = await runPackage('@redocly/cli', 'bin/cli.js', args);
  expect(output).not.toMatch(/warning|error/i);
  expect(code).toBe(0);
});

test('spectral finds nothing in the document', async () => {
  const args = ['lint', documentFile, '--fail-severity', 'hint'];
  const { code, output } = await runPackage('@stoplight/spectral-cli', 'dist/index.js', args);
  expect([code, output.trim()]).toEqual([
    0,
    "No results with a severity of 'hint' or higher found!",
  ]);
});
