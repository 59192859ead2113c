import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureProgram } from '@questline/testkit/install-package';
import { ensureRabbitMq } from '@questline/testkit/rabbitmq/ensure-rabbitmq';
import { findChromium } from './browser/chromium.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const vitest = join(
  dirname(createRequire(import.meta.url).resolve('vitest/package.json')),
  'vitest.mjs',
);

/** `npm test`: fetches what the tests need and npm does not bring, then runs all of them. */
try {
  await ensureRabbitMq();
  await ensureProgram({ label: 'Chromium', packageName: 'chromium', find: findChromium });
} catch (error) {
  console.error(`questline: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}

const tests = spawn(process.execPath, [vitest, 'run', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => tests.kill(signal));
tests.on('exit', (code) => process.exit(code ?? 1));
