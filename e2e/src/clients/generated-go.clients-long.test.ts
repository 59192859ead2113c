import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { ensureGo } from '../setup/ensure-go.ts';
import { openProduct } from './product.ts';
import { documentFile, projectRoot, runTool } from './run-tool.ts';
import { expectScenario } from './scenario.ts';

const cwd = join(projectRoot, 'e2e/generated/go');
const program = join(cwd, 'dist/scenario');

beforeAll(() => ensureGo(cwd));

test('the client of oapi-codegen does what a server does', async () => {
  const generate = ['tool', 'oapi-codegen', '-config', 'oapi-codegen.yaml', documentFile];
  expect(await runTool('go', generate, { cwd })).toMatchObject({ code: 0 });
  expect(await runTool('go', ['build', '-o', program, '.'], { cwd })).toMatchObject({ code: 0 });
  await expectScenario(await openProduct(), 'go', program, []);
});
