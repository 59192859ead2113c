import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('./background.process.ts', import.meta.url));

export interface BackgroundLoad {
  readonly ingestUrl: string;
  readonly apiKey: string;
  /** The user of each event, in the order they are sent. */
  readonly userIds: readonly string[];
  readonly eventsPerRequest: number;
  readonly ratePerSecond: number;
}

/**
 * Starts a process that posts events at a constant rate. Resolves when all were accepted; rejects when
 * one was not.
 */
export const runBackgroundLoad = async (load: BackgroundLoad): Promise<void> => {
  if (load.userIds.length === 0) return;
  const child = fork(program);
  const ended = once(child, 'exit');
  child.send(load);
  const [code] = await ended;
  if (code !== 0) throw new Error(`the background load ended with ${code}`);
};
