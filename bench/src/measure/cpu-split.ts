import type { Queryable } from '@questline/postgres/database';
import { cpuSeconds, treeCpuSeconds } from './cpu-time.ts';
import { postgresPidOf } from './postgres-pid.ts';

/** CPU seconds by who used them. */
export type CpuSplit = Readonly<Record<'product' | 'postgres' | 'client', number>>;

/** Counts from now on; the function returned says what was used since. The client is this process. */
export const startCpuSplit = async (
  processes: readonly { readonly pid: number }[],
  database: Queryable,
): Promise<() => Promise<CpuSplit>> => {
  const postgres = await postgresPidOf(database);
  const read = async () => {
    const product = await Promise.all(processes.map(({ pid }) => cpuSeconds(pid)));
    return {
      product: product.reduce((sum, seconds) => sum + seconds, 0),
      postgres: await treeCpuSeconds(postgres),
      client: await cpuSeconds(process.pid),
    };
  };
  const before = await read();
  return async () => {
    const after = await read();
    return {
      product: after.product - before.product,
      postgres: after.postgres - before.postgres,
      client: after.client - before.client,
    };
  };
};

/** Microseconds of CPU for each event: all of it, and as words who used it. */
export const cpuPerEvent = (split: CpuSplit, events: number) => {
  const micros = (seconds: number) => Math.round((seconds * 1e6) / events);
  const { product, postgres, client } = split;
  return {
    micros: micros(product + postgres + client),
    words: `Node ${micros(product)}, PostgreSQL ${micros(postgres)}, client ${micros(client)}`,
  };
};
