import { readFile } from 'node:fs/promises';
import { readTree } from './process-tree.ts';

/** Resident memory of a process in MiB, from /proc; undefined where there is none. */
export const residentMiB = async (pid: number): Promise<number | undefined> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kibibytes = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) / 1024;
};

const fieldMiB = async (file: string, field: RegExp): Promise<number> => {
  const text = await readFile(file, 'utf8').catch(() => '');
  return Number(field.exec(text)?.[1] ?? 0) / 1024;
};

/** The most resident memory that a process has had, in MiB. */
export const peakMiB = (pid: number): Promise<number> =>
  fieldMiB(`/proc/${pid}/status`, /^VmHWM:\s+(\d+) kB/m);

/** Memory of a process and its children in MiB, where pages that several share count once. */
export const treeMiB = async (pid: number): Promise<number> => {
  const tree = await readTree(pid);
  const shares = tree.map((each) =>
    fieldMiB(`/proc/${each.pid}/smaps_rollup`, /^Pss:\s+(\d+) kB/m),
  );
  return (await Promise.all(shares)).reduce((sum, share) => sum + share, 0);
};
