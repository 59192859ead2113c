/**
 * Milliseconds of CPU time of this thread that some work takes, whatever else the machine does: the
 * middle of five tries, as the first may compile code and the clock of a virtual machine is coarse.
 */
export const cpuMsOf = (work: () => unknown): number =>
  Array.from({ length: 5 }, () => once(work)).sort((a, b) => a - b)[2] ?? Number.NaN;

const once = (work: () => unknown): number => {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
};
