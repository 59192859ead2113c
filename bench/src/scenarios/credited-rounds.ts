import { createLimit } from '../limit/limit-on-server.ts';
import { cpuPerEvent, startCpuSplit } from '../measure/cpu-split.ts';
import { type CreditedLoad, eventsPerRequest, type LoadTimes } from '../product/credited-load.ts';
import type { Product } from '../product/product.ts';
import type { Figure } from '../report/figure.ts';
import { median } from '../statistics/percentile.ts';

const rounds = 3;
/** As many as the product's own lanes, `INGEST_LANES`. */
const lanes = 2;
const eventsPerRound = 40_000;

interface Round {
  readonly limit: number;
  readonly limitCpu: ReturnType<typeof cpuPerEvent>;
  readonly times: LoadTimes;
  readonly cpu: ReturnType<typeof cpuPerEvent>;
}

const rateOf = ({ times }: Round) => times.events / times.creditedSeconds;

const toFigures = (measured: readonly Round[]) => {
  const of = (value: (round: Round) => number) => median(measured.map(value));
  const name = `batch transaction, ${lanes} connections`;
  const limit = { name, value: of((round) => round.limit) };
  const ratio = of((round) => rateOf(round) / round.limit);
  const rate = of(rateOf);
  const note = `requests of ${eventsPerRequest}, median of ${rounds}`;
  const figures: Figure[] = [
    {
      name: 'posted to durable',
      value: of(({ times }) => times.events / times.acceptedSeconds),
      unit: 'events/s',
      limit,
      note,
    },
    { name: 'posted to credited', value: rate, unit: 'events/s', limit, ratio, note },
    {
      name: 'CPU of an event',
      value: of(({ cpu }) => cpu.micros),
      unit: 'µs',
      limit: { name, value: of(({ limitCpu }) => limitCpu.micros) },
      ratio: of(({ cpu, limitCpu }) => limitCpu.micros / cpu.micros),
      note: `${measured.at(-1)?.cpu.words}; limit ${measured.at(-1)?.limitCpu.words}`,
    },
  ];
  return { figures, rate, ratio };
};

/** Rounds of the limit and of the load in turn, on the same server. */
export const measureCreditedRounds = async (product: Product, load: CreditedLoad) => {
  await using limit = await createLimit(product.urlOf('bench_limit'));
  const measured: Round[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const run = await limit.prepare(lanes, eventsPerRound / 2);
    const limitSince = await startCpuSplit(product.processes(), load.processing);
    const rate = await run();
    const limitCpu = cpuPerEvent(await limitSince(), eventsPerRound / 2);
    const cpuSince = await startCpuSplit(product.processes(), load.processing);
    const times = await load.run(eventsPerRound);
    measured.push({
      limit: rate,
      limitCpu,
      times,
      cpu: cpuPerEvent(await cpuSince(), times.events),
    });
  }
  return toFigures(measured);
};
