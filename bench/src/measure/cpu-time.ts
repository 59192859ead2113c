import { readTree } from './process-tree.ts';

/** A tick of /proc/<pid>/stat on Linux (USER_HZ) in seconds. */
const tickSeconds = 0.01;

/** CPU seconds that a process has used. */
export const cpuSeconds = async (pid: number): Promise<number> => {
  const own = (await readTree(pid)).find((each) => each.pid === pid);
  return (own?.ticks ?? 0) * tickSeconds;
};

/** CPU seconds that a process and all its children have used, those that ended too. */
export const treeCpuSeconds = async (pid: number): Promise<number> => {
  const tree = await readTree(pid);
  const own = tree.find((each) => each.pid === pid);
  return ((own?.childTicks ?? 0) + tree.reduce((sum, { ticks }) => sum + ticks, 0)) * tickSeconds;
};
