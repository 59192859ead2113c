import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { openProduct } from './product.ts';
import { documentFile, projectRoot, runPackage } from './run-tool.ts';
import { expectScenario } from './scenario.ts';

const folder = join(projectRoot, 'e2e/generated');

const generateTypes = () =>
  runPackage('openapi-typescript', 'bin/cli.js', [
    documentFile,
    '--default-non-nullable=false',
    '--output',
    join(folder, 'openapi-fetch/client/schema.ts'),
  ]);

const generateSdk = () =>
  runPackage('@hey-api/openapi-ts', 'bin/run.js', [
    '--file',
    join(folder, 'hey-api/openapi-ts.config.js'),
    '--input',
    documentFile,
    '--output',
    join(folder, 'hey-api/client'),
  ]);

beforeAll(async () => {
  for (const generate of [generateTypes, generateSdk]) {
    expect(await generate()).toMatchObject({ code: 0 });
  }
  const compiled = await runPackage('typescript', 'bin/tsc', ['--project', folder]);
  expect(compiled).toEqual({ code: 0, output: '' });
});

test.each(['openapi-fetch', 'hey-api'])(
  'the client of %s does what a server does',
  async (name) => {
    const program = join(folder, 'dist', name, 'scenario.js');
    await expectScenario(await openProduct(), name, process.execPath, [program]);
  },
);
