import { loadavg } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { create, signIn, signUp, userPassword } from '@questline/e2e/client';
import { openDatabase } from '../engine/engine-database.ts';
import { type FloodName, floodNames } from '../floods/flood.ts';
import { runFlood } from '../floods/run-flood.ts';
import { behaveDuring, type Kind, type Seen } from '../floods/well-behaved.ts';
import { peakMiB, treeMiB } from '../measure/memory.ts';
import { postgresPidOf } from '../measure/postgres-pid.ts';
import { auditProduct } from '../product/audit.ts';
import { prepareProduct } from '../product/prepare-product.ts';
import type { Product } from '../product/product.ts';
import { startStandaloneProduct } from '../product/standalone-product.ts';
import { atMost, type Figure } from '../report/figure.ts';
import { percentile } from '../statistics/percentile.ts';
import type { Scenario } from './scenario.ts';

const quietMs = 10_000;
const memoryIntervalMs = 1_000;
const nodeGoalMiB = 300;
const goalMs = 1_000;
const kinds: readonly Kind[] = ['events', 'catalog reads', 'sign-ins'];

interface Flooded {
  readonly name: FloodName;
  readonly seen: Seen;
  readonly answers: string;
  /** Of the Node process since its start. */
  readonly peakMiB: number;
}

const p99 = (seen: readonly Seen[], kind: Kind) =>
  percentile(
    seen.flatMap(({ latenciesMs }) => latenciesMs[kind]),
    0.99,
  );

/** Looks at the memory of a server and all its processes now and then; `stop` resolves with the most. */
const watchMemory = (pid: number) => {
  const stopped = new AbortController();
  const watch = async () => {
    let most = 0;
    while (!stopped.signal.aborted) {
      most = Math.max(most, await treeMiB(pid));
      await wait(memoryIntervalMs, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
    return most;
  };
  const watched = watch();
  return {
    stop: () => {
      stopped.abort();
      return watched;
    },
  };
};

const toFloodFigure = ({ name, seen, answers }: Flooded): Figure => {
  const value = Math.max(...kinds.map((kind) => p99([seen], kind)));
  const failed = seen.words && `; of the caller failed ${seen.words}`;
  return { name: `${name}: slowest p99`, value, unit: 'ms', note: `${answers}${failed}` };
};

const toFigures = (
  quiet: Seen,
  floods: readonly Flooded[],
  memory: { readonly nodeMiB: number; readonly postgresMiB: number },
): Figure[] => {
  const seen = floods.map((each) => each.seen);
  const sum = (field: 'calls' | 'failures') => seen.reduce((all, each) => all + each[field], 0);
  const name = 'without floods';
  const peak = floods.at(-1)?.peakMiB ?? Number.NaN;
  const peaks = floods.map((each) => `${each.name} ${each.peakMiB.toFixed(0)}`).join(', ');
  return [
    {
      name: 'memory of the Node process, peak',
      value: peak,
      unit: 'MiB',
      limit: { name, value: memory.nodeMiB },
      goal: atMost(peak, nodeGoalMiB, ' MiB'),
      note: `after each: ${peaks}`,
    },
    { name: 'memory of PostgreSQL, peak', value: memory.postgresMiB, unit: 'MiB' },
    ...kinds.map((kind): Figure => {
      const value = p99(seen, kind);
      const limit = { name, value: p99([quiet], kind) };
      return {
        name: `${kind} of another address, p99`,
        value,
        unit: 'ms',
        limit,
        goal: atMost(value, goalMs, ' ms'),
      };
    }),
    {
      name: 'its calls that failed',
      value: sum('failures'),
      unit: '',
      limit: { name, value: quiet.failures },
      goal: atMost(sum('failures'), 0),
      note: `of ${sum('calls')}; load of the machine ${loadavg()[0]?.toFixed(1)}`,
    },
    ...floods.map(toFloodFigure),
  ];
};

/** Users, a key, a quest to read, and the process of the database server. */
const prepare = async (product: Product) => {
  const processing = openDatabase(product.databaseUrls.processing);
  try {
    const { apiKey, token } = await prepareProduct(product, processing);
    const { apiUrl: url } = product;
    for (const userName of ['somebody', 'flooder']) await signUp(url, userName);
    // A key's bodies have a share of their own: with one key the flooder would shut the caller out.
    const floodKey = { name: 'flooder', scopes: ['events:write'] };
    const { secret } = await create<{ secret: string }>(url, '/api-keys/', token, floodKey);
    const both = { url, password: userPassword };
    const floodToken = await signIn(url, 'flooder');
    return {
      caller: { ...both, apiKey, token, userName: 'somebody' },
      flooder: { ...both, apiKey: secret, token: floodToken, userName: 'flooder' },
      postgresPid: await postgresPidOf(processing),
    };
  } finally {
    await processing.close();
  }
};

/** One flood after the other at `npm start`, and what a caller from another address notices of them. */
export const runFloods: Scenario = async () => {
  await using product = await startStandaloneProduct();
  const { caller, flooder, postgresPid } = await prepare(product);
  const pid = product.processes()[0]?.pid ?? 0;
  const postgres = watchMemory(postgresPid);
  const quiet = await behaveDuring(caller, wait(quietMs));
  const nodeMiB = await peakMiB(pid);
  const floods: Flooded[] = [];
  for (const name of floodNames) {
    const flood = runFlood(name, flooder);
    const seen = await behaveDuring(caller, flood);
    floods.push({ name, seen, answers: await flood, peakMiB: await peakMiB(pid) });
  }
  const postgresMiB = await postgres.stop();
  await auditProduct(product);
  return toFigures(quiet, floods, { nodeMiB, postgresMiB });
};
