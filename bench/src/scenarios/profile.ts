import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCpuSplit } from '../measure/cpu-split.ts';
import { auditProduct } from '../product/audit.ts';
import { startCreditedLoad } from '../product/credited-load.ts';
import { startStandaloneProduct } from '../product/standalone-product.ts';
import { type SelfTime, summariseProfile } from '../profile/summarise-profile.ts';
import type { Figure } from '../report/figure.ts';
import type { Scenario } from './scenario.ts';

const users = 5_000;
const events = 100_000;
const shown = 10;

/** The clock of a profile: microseconds of the monotonic clock. */
const monotonicMicros = () => Number(process.hrtime.bigint() / 1000n);

const readProfile = async (directory: string) => {
  const [file] = await readdir(directory);
  if (file === undefined) throw new Error('the product wrote no profile');
  return JSON.parse(await readFile(join(directory, file), 'utf8'));
};

/** Shares of the samples, and what these come to of the CPU time that the kernel counted. */
const toShares = (
  what: string,
  times: readonly SelfTime[],
  sampled: { readonly busyMicros: number; readonly cpuSeconds: number },
): Figure[] =>
  times.slice(0, shown).map(({ name, micros }) => {
    const share = micros / sampled.busyMicros;
    return {
      name: `${what} ${name}`,
      value: 100 * share,
      unit: '%',
      note: `${((share * sampled.cpuSeconds * 1e6) / events).toFixed(1)} µs an event`,
    };
  });

/** Where the time of `npm start` goes under the load of `standalone`: functions, packages, processes. */
export const runProfile: Scenario = async () => {
  const directory = await mkdtemp(join(tmpdir(), 'questline-profile-'));
  try {
    const options = { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${directory}` };
    await using product = await startStandaloneProduct(options);
    await using load = await startCreditedLoad(product, users);
    const splitSince = await startCpuSplit(product.processes(), load.processing);
    const from = monotonicMicros();
    await load.run(events);
    const to = monotonicMicros();
    const split = await splitSince();
    await auditProduct(product);
    await product.stop();
    const summary = summariseProfile(await readProfile(directory), from, to);
    const { product: node, postgres, client } = split;
    const sum = node + postgres + client;
    const sampled = { busyMicros: summary.busyMicros, cpuSeconds: node };
    const toCpu = ([name, seconds]: readonly [string, number]): Figure => ({
      name: `CPU of ${name}`,
      value: (100 * seconds) / sum,
      unit: '%',
      note: `${((seconds * 1e6) / events).toFixed(0)} µs an event`,
    });
    return [
      ...(
        [
          ['the product', node],
          ['PostgreSQL', postgres],
          ['the client', client],
        ] as const
      ).map(toCpu),
      ...toShares('in', summary.places, sampled),
      ...toShares('self', summary.functions, sampled),
    ];
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
};
