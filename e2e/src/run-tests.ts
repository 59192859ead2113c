import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureToolsOrExit } from './setup/ensure-tools.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const vitest = join(
  dirname(createRequire(import.meta.url).resolve('vitest/package.json')),
  'vitest.mjs',
);

/**
 * `npm test`: fetches what the tests need and npm does not bring, then runs all of them but those with
 * clients that take minutes, which `npm run test:clients` runs.
 */
await ensureToolsOrExit();

const tests = spawn(
  process.execPath,
  [vitest, 'run', '--project', '!clients-long', ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: 'inherit',
  },
);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => tests.kill(signal));
tests.on('exit', (code) => process.exit(code ?? 1));
