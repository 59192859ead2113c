/**
 * Milliseconds of CPU time of this thread that some work takes, whatever else the machine does: the
 * least of three tries, as the first may compile code.
 */
export const cpuMsOf = (work: () => unknown): number =>
  Math.min(once(work), once(work), once(work));

const once = (work: () => unknown): number => {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
};
