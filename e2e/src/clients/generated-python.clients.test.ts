import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pythonProgram } from '../setup/ensure-python.ts';
import { openProduct } from './product.ts';
import { documentFile, projectRoot, runTool } from './run-tool.ts';
import { expectScenario } from './scenario.ts';

const folder = join(projectRoot, 'e2e/generated/python');

test('the client of openapi-python-client does what a server does', async () => {
  const generated = await runTool(pythonProgram('openapi-python-client'), [
    'generate',
    '--path',
    documentFile,
    '--output-path',
    join(folder, 'client'),
    '--config',
    join(folder, 'config.yaml'),
    '--meta',
    'none',
    '--overwrite',
    '--fail-on-warning',
  ]);
  expect(generated).toMatchObject({ code: 0 });
  const compiled = await runTool(pythonProgram('python'), ['-m', 'compileall', '-q', folder]);
  expect(compiled).toEqual({ code: 0, output: '' });
  const program = join(folder, 'scenario.py');
  await expectScenario(await openProduct(), 'python', pythonProgram('python'), [program]);
});
