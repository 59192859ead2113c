import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { FloodName, FloodTarget } from './flood.ts';

const program = fileURLToPath(new URL('./floods.process.ts', import.meta.url));

/** Runs a flood to its end; resolves with its answers by status, as words. */
export const runFlood = async (name: FloodName, target: FloodTarget): Promise<string> => {
  const child = fork(program);
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the flood of ${name} ended with ${code}`);
  });
  child.send({ name, target });
  const answered = once(child, 'message').then(([words]) => String(words));
  return Promise.race([answered, ended]);
};
