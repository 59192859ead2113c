import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { pythonProgram } from '../setup/ensure-python.ts';
import { projectRoot, runTool } from './run-tool.ts';

test('authlib discovers, signs in, refreshes and reads a refusal', async () => {
  const program = join(projectRoot, 'e2e/python/sign_in.py');
  const args = [program, inject('productUrl')];
  const { code, output } = await runTool(pythonProgram('python'), args);
  expect(code, output).toBe(0);
  expect(JSON.parse(output)).toEqual({
    rotated: true,
    user_name: 'user',
    refused: 'invalid_grant',
  });
});
