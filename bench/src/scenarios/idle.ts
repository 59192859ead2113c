import { setTimeout as wait } from 'node:timers/promises';
import { createLimit } from '../limit/limit-on-server.ts';
import { runOpenLoop } from '../load/open-loop.ts';
import { cpuPerEvent, startCpuSplit } from '../measure/cpu-split.ts';
import { auditProduct } from '../product/audit.ts';
import { startCreditedLoad } from '../product/credited-load.ts';
import { startStandaloneProduct } from '../product/standalone-product.ts';
import { atMost, type Figure } from '../report/figure.ts';
import { percentile } from '../statistics/percentile.ts';
import { toPlainEvent } from '../workload/load-event.ts';
import type { Scenario } from './scenario.ts';

const users = 2_000;
const ratePerSecond = 100;
const warmUpSeconds = 10;
const seconds = 20;
const fullFactor = 4;
const restSeconds = 10;
const singleTransactions = 1_000;
const goalMicros = 1_500;
const goalMs = 1.6;

/** `npm start` when little happens: one event a request at a constant rate, and nothing at all. */
export const runIdle: Scenario = async ({ full }) => {
  await using product = await startStandaloneProduct();
  await using load = await startCreditedLoad(product, users);
  const latencies: number[] = [];
  const post = async (rounds: number) => {
    const turns = load.take(ratePerSecond * rounds);
    await runOpenLoop(ratePerSecond, rounds, async (index, dueAt) => {
      await load.sender.post(JSON.stringify(toPlainEvent(turns[index]?.user_id ?? '')));
      latencies.push(performance.now() - dueAt);
    });
    await load.settled();
    return turns.length;
  };
  await post(warmUpSeconds);
  latencies.length = 0;
  const loadSince = await startCpuSplit(product.processes(), load.processing);
  const events = await post(full ? fullFactor * seconds : seconds);
  const cpu = cpuPerEvent({ ...(await loadSince()), client: 0 }, events);

  const restSince = await startCpuSplit(product.processes(), load.processing);
  await wait(restSeconds * 1_000);
  const rest = cpuPerEvent({ ...(await restSince()), client: 0 }, restSeconds);

  await using limit = await createLimit(product.urlOf('bench_limit'));
  const singleSince = await startCpuSplit([{ pid: process.pid }], load.processing);
  const single = await limit.measureSingle(singleTransactions);
  const singleCpu = cpuPerEvent({ ...(await singleSince()), client: 0 }, singleTransactions);
  await auditProduct(product);

  const name = 'one transaction alone';
  const note = `one event a request, ${ratePerSecond} a second`;
  const latencyFigure = (share: number): Figure => {
    const value = percentile(latencies, share);
    const alone = percentile(single, share);
    return {
      name: `posted to durable, p${share * 100}`,
      value,
      unit: 'ms',
      limit: { name, value: alone },
      ratio: value / alone,
      ...(share === 0.5 && { goal: atMost(value, goalMs, ' ms') }),
      note,
    };
  };
  return [
    {
      name: 'CPU of a lone event',
      value: cpu.micros,
      unit: 'µs',
      limit: { name, value: singleCpu.micros },
      ratio: cpu.micros / singleCpu.micros,
      goal: atMost(cpu.micros, goalMicros, ' µs'),
      note: `${cpu.words}; ${note}`,
    },
    latencyFigure(0.5),
    latencyFigure(0.99),
    { name: 'CPU of a second at rest', value: rest.micros, unit: 'µs', note: rest.words },
  ];
};
