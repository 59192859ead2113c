import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { median } from './median.ts';

const main = fileURLToPath(new URL('../../standalone/src/main.ts', import.meta.url));
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

/** Resident memory in MiB, from /proc; undefined where there is none. */
const residentMiB = async (pid: number | undefined) => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kibibytes = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) / 1024;
};

/** First start, later starts, stop, and the memory of the idle process. */
export const benchStart = async (): Promise<void> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'questline-bench-'));
  try {
    const first = await startOnce(dataDir);
    await stop(first);
    const later: number[] = [];
    const stops: number[] = [];
    let resident: number | undefined;
    for (let index = 0; index < laterStarts; index += 1) {
      const running = await startOnce(dataDir);
      later.push(running.seconds);
      if (index === 0) {
        await wait(idleMs);
        resident = await residentMiB(running.child.pid);
      }
      stops.push(await stop(running));
    }
    console.log(`first start to ready   ${first.seconds.toFixed(2)} s (limit 20 s)`);
    console.log(
      `later start to ready   ${median(later).toFixed(2)} s median of ${laterStarts} (limit 4 s)`,
    );
    console.log(
      `SIGTERM to exit        ${median(stops).toFixed(2)} s median of ${laterStarts} (limit 10 s)`,
    );
    console.log(`resident memory, idle  ${resident?.toFixed(0) ?? 'unknown'} MiB (limit 200 MiB)`);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
};
