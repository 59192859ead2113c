import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, release, totalmem } from 'node:os';
import { dirname } from 'node:path';
import type { ScenarioResult } from './figure.ts';

/** What the figures were measured on. */
export const describeMachine = () => ({
  cpus: cpus().length,
  model: cpus()[0]?.model ?? 'unknown',
  memoryMiB: Math.round(totalmem() / 2 ** 20),
  kernel: release(),
  node: process.version,
});

/** Writes a run as JSON: the machine, and every scenario's figures as in the table. */
export const writeResults = async (
  file: string,
  run: { readonly startedAt: Date; readonly results: readonly ScenarioResult[] },
): Promise<void> => {
  await mkdir(dirname(file), { recursive: true });
  const content = {
    at: run.startedAt.toISOString(),
    machine: describeMachine(),
    results: run.results,
  };
  await writeFile(file, `${JSON.stringify(content, null, 2)}\n`);
};
