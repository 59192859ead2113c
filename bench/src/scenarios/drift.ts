import { cpuPerEvent, startCpuSplit } from '../measure/cpu-split.ts';
import { auditProduct } from '../product/audit.ts';
import { startCreditedLoad } from '../product/credited-load.ts';
import { startStandaloneProduct } from '../product/standalone-product.ts';
import { atMost, type Figure } from '../report/figure.ts';
import type { Scenario } from './scenario.ts';

const users = 20_000;
const parts = 10;
const events = 1_000_000;
const quickEvents = 200_000;
const goal = 1.1;

/** What a part of the run cost an event. */
interface Part {
  readonly micros: number;
  readonly words: string;
  readonly drainSeconds: number;
}

/**
 * `npm start` on new databases, and without a restart until a million events: what an event costs in the
 * last tenth beside the second; the first one warms up.
 */
export const runDrift: Scenario = async ({ quick }) => {
  await using product = await startStandaloneProduct();
  await using load = await startCreditedLoad(product, users);
  const eventsOfPart = (quick ? quickEvents : events) / parts;
  const measured: Part[] = [];
  for (let part = 0; part < parts; part += 1) {
    const since = await startCpuSplit(product.processes(), load.processing);
    const { acceptedSeconds, creditedSeconds } = await load.run(eventsOfPart);
    const { micros, words } = cpuPerEvent({ ...(await since()), client: 0 }, eventsOfPart);
    const drainSeconds = creditedSeconds - acceptedSeconds;
    measured.push({ micros, words, drainSeconds });
    console.log(
      `part ${part + 1}: ${micros} µs, ${words}, drained in ${drainSeconds.toFixed(2)} s`,
    );
  }
  await load.settled();
  await auditProduct(product);
  const [, second] = measured;
  const last = measured.at(-1);
  if (second === undefined || last === undefined) throw new Error('there are too few parts');
  const ratio = last.micros / second.micros;
  const figure: Figure = {
    name: `CPU of an event after ${(eventsOfPart * parts).toLocaleString('en-US')}`,
    value: last.micros,
    unit: 'µs',
    limit: { name: 'in the second tenth', value: second.micros },
    ratio,
    goal: atMost(ratio, goal),
    note: `${last.words}; was ${second.words}`,
  };
  return [
    figure,
    {
      name: 'credited after the last is durable',
      value: last.drainSeconds,
      unit: 's',
      limit: { name: 'in the second tenth', value: second.drainSeconds },
    },
  ];
};
