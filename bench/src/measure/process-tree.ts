import { readdir, readFile } from 'node:fs/promises';

/** What /proc/<pid>/stat tells of a process; CPU times in ticks of 10 ms. */
export interface ProcessStat {
  readonly pid: number;
  readonly parent: number;
  readonly ticks: number;
  /** Of its children that have ended and been waited for. */
  readonly childTicks: number;
}

/** Reads a line of /proc/<pid>/stat (proc_pid_stat(5)); the name may hold spaces and parentheses. */
export const parseStat = (text: string): ProcessStat => {
  const pid = Number.parseInt(text, 10);
  const [, parent, ...rest] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const field = (number: number) => Number(rest[number - 5]);
  return {
    pid,
    parent: Number(parent),
    ticks: field(14) + field(15),
    childTicks: field(16) + field(17),
  };
};

/** Every process there is, as far as it can be read. */
const readAll = async (): Promise<ProcessStat[]> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const texts = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)),
  );
  return texts.flatMap((text) => (text === undefined ? [] : [parseStat(text)]));
};

/** A process and its children; empty when it is gone. */
export const readTree = async (root: number): Promise<readonly ProcessStat[]> =>
  (await readAll()).filter(({ pid, parent }) => pid === root || parent === root);
