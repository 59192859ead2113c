import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { ensureGo } from '../setup/ensure-go.ts';
import { expectCloudEvents } from './cloud-events.ts';
import { projectRoot, runTool } from './run-tool.ts';

const cwd = join(projectRoot, 'e2e/go');

beforeAll(() => ensureGo(cwd));

test('the SDK for Go is read in every mode', () =>
  expectCloudEvents('go', async ({ url, secret, subject }) => {
    const sent = await runTool('go', ['run', '.', url, secret, subject], { cwd });
    expect(sent).toEqual({ code: 0, output: '' });
  }));
