import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { residentMiB } from '../measure/memory.ts';
import { atMost } from '../report/figure.ts';
import { median } from '../statistics/percentile.ts';
import type { Scenario } from './scenario.ts';

const main = fileURLToPath(new URL('../../../standalone/src/main.ts', import.meta.url));
const laterStarts = 5;
const idleMs = 5_000;

/** Starts on a data directory; the time until ready, and the process. */
const startOnce = async (dataDir: string) => {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, QUESTLINE_DATA_DIR: dataDir, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const text of child.stdout) if (String(text).includes('ready')) break;
  return { child, seconds: (performance.now() - startedAt) / 1000 };
};

const stop = async ({ child }: Awaited<ReturnType<typeof startOnce>>) => {
  const ended = once(child, 'exit');
  const startedAt = performance.now();
  child.kill('SIGTERM');
  await ended;
  return (performance.now() - startedAt) / 1000;
};

/** First start, later starts, stop, and the memory of the idle process. */
export const runStart: Scenario = async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'questline-bench-'));
  try {
    const first = await startOnce(dataDir);
    await stop(first);
    const later: number[] = [];
    const stops: number[] = [];
    let resident = Number.NaN;
    for (let index = 0; index < laterStarts; index += 1) {
      const running = await startOnce(dataDir);
      later.push(running.seconds);
      if (index === 0) {
        await wait(idleMs);
        resident = (await residentMiB(running.child.pid ?? 0)) ?? Number.NaN;
      }
      stops.push(await stop(running));
    }
    const note = `median of ${laterStarts}`;
    const [second, stopped] = [median(later), median(stops)];
    return [
      {
        name: 'first start to ready',
        value: first.seconds,
        unit: 's',
        goal: atMost(first.seconds, 20, ' s'),
      },
      {
        name: 'later start to ready',
        value: second,
        unit: 's',
        goal: atMost(second, 4, ' s'),
        note,
      },
      { name: 'SIGTERM to exit', value: stopped, unit: 's', goal: atMost(stopped, 10, ' s'), note },
      {
        name: 'resident memory, idle',
        value: resident,
        unit: 'MiB',
        goal: atMost(resident, 200, ' MiB'),
      },
    ];
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
};
