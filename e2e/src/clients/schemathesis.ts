import { expect } from 'vitest';
import { pythonProgram } from '../setup/ensure-python.ts';
import { openProduct } from './product.ts';
import { documentFile, runTool } from './run-tool.ts';

/** What would end the session of the run, and the stream, which never ends. */
const excluded = ['logOut', 'refreshToken', 'streamNotifications'];

/** Sends what the document allows and what it does not, and finds nothing in the answers. */
export const expectNoFindings = async (options: readonly string[]): Promise<void> => {
  const { baseUrl, token } = await openProduct();
  const { code, output } = await runTool(pythonProgram('schemathesis'), [
    'run',
    documentFile,
    `--url=${baseUrl}`,
    `--header=Authorization: Bearer ${token}`,
    '--checks=all',
    '--warnings=off',
    '--no-color',
    ...excluded.map((id) => `--exclude-operation-id=${id}`),
    ...options,
  ]);
  expect(code, output).toBe(0);
};
