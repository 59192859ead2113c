import { setTimeout as wait } from 'node:timers/promises';
import { runBackgroundLoad } from '../load/background.ts';
import { residentMiB } from '../measure/memory.ts';
import { auditProduct } from '../product/audit.ts';
import { startCreditedLoad } from '../product/credited-load.ts';
import { startDistributedProduct } from '../product/distributed-product.ts';
import type { Product } from '../product/product.ts';
import { startStandaloneProduct } from '../product/standalone-product.ts';
import { atMost, type Figure } from '../report/figure.ts';
import { slope } from '../statistics/slope.ts';
import type { Scenario } from './scenario.ts';

const users = 5_000;
const ratePerSecond = 2_000;
const eventsPerRequest = 50;
const secondsDefault = 60;
const secondsFull = 600;
const sampleEveryMs = 1_000;
/** Flat is what grows by no more than so much of itself in the second half of the run. */
const growthMax = 0.05;

type Samples = Map<string, { x: number; y: number }[]>;

/** Resident memory of each process, `x` in minutes and `y` in MiB, until `ended`. */
const sampleUntil = async (product: Product, ended: Promise<unknown>): Promise<Samples> => {
  const samples: Samples = new Map();
  const startedAt = performance.now();
  let going = true;
  const end = ended.finally(() => {
    going = false;
  });
  end.catch(() => undefined);
  while (going) {
    for (const { name, pid } of product.processes()) {
      const y = await residentMiB(pid);
      const x = (performance.now() - startedAt) / 60_000;
      if (y !== undefined) samples.set(name, [...(samples.get(name) ?? []), { x, y }]);
    }
    await Promise.race([wait(sampleEveryMs), end]);
  }
  await end;
  return samples;
};

/** The growth over the second half, by when caches are full and code is compiled. */
const toFigures = (samples: Samples, seconds: number): Figure[] =>
  [...samples].map(([name, points]) => {
    const half = points.slice(Math.floor(points.length / 2));
    const perMinute = slope(half);
    const last = half.at(-1)?.y ?? Number.NaN;
    const grown = (perMinute * seconds) / 60 / 2 / last;
    return {
      name: `memory of ${name}`,
      value: last,
      unit: 'MiB',
      ...(seconds >= secondsFull && {
        ratio: 1 + grown,
        goal: atMost(1 + grown, 1 + growthMax),
      }),
      note: `${perMinute >= 0 ? '+' : ''}${perMinute.toFixed(2)} MiB a minute in the second half`,
    };
  });

const measure = async (product: Product, seconds: number): Promise<Figure[]> => {
  await using load = await startCreditedLoad(product, users);
  const turns = load.take(ratePerSecond * seconds);
  const background = runBackgroundLoad({
    ingestUrl: product.ingestUrl,
    apiKey: load.prepared.apiKey,
    userIds: turns.map(({ user_id }) => user_id),
    eventsPerRequest,
    ratePerSecond,
  });
  const samples = await sampleUntil(product, background);
  await load.settled();
  await auditProduct(product);
  return toFigures(samples, seconds);
};

/** Resident memory under a constant load; the distributed shape too where there is time. */
export const runSteady: Scenario = async ({ full }) => {
  const seconds = full ? secondsFull : secondsDefault;
  const figures: Figure[] = [];
  {
    await using product = await startStandaloneProduct();
    figures.push(...(await measure(product, seconds)));
  }
  if (full) {
    await using product = await startDistributedProduct();
    figures.push(...(await measure(product, seconds)));
  }
  return figures;
};
