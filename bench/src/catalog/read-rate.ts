import autocannon from 'autocannon';
import { cpuSeconds } from '../measure/cpu-time.ts';

const connections = 64;
const seconds = 4;

export interface Reads {
  /** Answers a second. */
  readonly rate: number;
  /** CPU microseconds of the process for each answer: what counts where the asking is the limit. */
  readonly micros: number;
}

/** Asks a process for a GET by 64 connections for 4 s. Throws when any answer is not 200. */
export const measureReads = async (
  pid: number,
  url: string,
  headers: Record<string, string> = {},
): Promise<Reads> => {
  const before = await cpuSeconds(pid);
  const { requests, non2xx, errors } = await autocannon({
    url,
    headers,
    connections,
    duration: seconds,
  });
  const used = (await cpuSeconds(pid)) - before;
  if (non2xx + errors > 0) throw new Error(`${non2xx + errors} reads of ${url} failed`);
  return { rate: requests.average, micros: (used * 1e6) / requests.total };
};
