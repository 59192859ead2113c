import { create, signIn, signUp } from '@questline/e2e/client';
import { v7 as newId } from 'uuid';
import { createLimit } from '../limit/limit-on-server.ts';
import { runBackgroundLoad } from '../load/background.ts';
import { runOpenLoop } from '../load/open-loop.ts';
import { auditProduct } from '../product/audit.ts';
import { type CreditedLoad, startCreditedLoad } from '../product/credited-load.ts';
import type { Product } from '../product/product.ts';
import { startStandaloneProduct } from '../product/standalone-product.ts';
import { openToastReader } from '../product/toast-reader.ts';
import { waitUntil } from '../product/wait-until.ts';
import { atMost, type Figure } from '../report/figure.ts';
import { percentile } from '../statistics/percentile.ts';
import { countingQuest, endlessTarget } from '../workload/quests.ts';
import type { Scenario } from './scenario.ts';

const probeType = 'bench.probe';
const probeUsers = 10;
const loadUsers = 2_000;
const singleTransactions = 300;
const goalMs = 60;
/** Of all events a second, so many are watched until their toast. */
const stages = [
  { rate: 1, watched: 1, seconds: 20 },
  { rate: 100, watched: 20, seconds: 15 },
  { rate: 1_000, watched: 50, seconds: 15 },
];
const settleMs = 2_000;
const fullFactor = 4;

/** A user with an account and an open stream; knows when each of its events was due. */
const openProbe = async (product: Product, index: number) => {
  const name = `probe-${index}`;
  const id = await signUp(product.apiUrl, name);
  const token = await signIn(product.apiUrl, name);
  const dueTimes: number[] = [];
  const latencies: number[] = [];
  const reader = await openToastReader(product.apiUrl, token, ({ kind, data }, arrivedAt) => {
    if (kind !== 'quest_progress') return;
    const [moved] = (data as { quests: { streak: number }[] }).quests;
    const dueAt = dueTimes[(moved?.streak ?? 0) - 1];
    if (dueAt !== undefined) latencies.push(arrivedAt - dueAt);
  });
  return { id, dueTimes, latencies, close: reader.close };
};

type Probe = Awaited<ReturnType<typeof openProbe>>;

/** Watched events at their rate while the rest of the load runs in a process of its own. */
const measureStage = async (
  product: Product,
  load: CreditedLoad,
  probes: readonly Probe[],
  { rate, watched, seconds }: (typeof stages)[number],
): Promise<readonly number[]> => {
  const ratePerSecond = rate - watched;
  const turns = load.take(Math.round(ratePerSecond * (seconds + (2 * settleMs) / 1000)));
  const background = runBackgroundLoad({
    ingestUrl: product.ingestUrl,
    apiKey: load.prepared.apiKey,
    userIds: turns.map(({ user_id }) => user_id),
    eventsPerRequest: 1,
    ratePerSecond,
  });
  await new Promise((resolve) => setTimeout(resolve, settleMs));
  const seen = probes.map(({ latencies }) => latencies.length);
  await runOpenLoop(watched, seconds, async (index, dueAt) => {
    const probe = probes[index % probes.length];
    if (!probe) return;
    probe.dueTimes.push(dueAt);
    const event = { id: newId(), type: probeType, user_id: probe.id, data: { index } };
    await load.sender.post(JSON.stringify([event]));
  });
  await waitUntil('every toast', async () =>
    probes.every(({ latencies, dueTimes }) => latencies.length === dueTimes.length),
  );
  await background;
  return probes.flatMap(({ latencies }, index) => latencies.slice(seen[index]));
};

const toFigures = (
  rate: number,
  latencies: readonly number[],
  single: readonly number[],
): Figure[] =>
  ([0.5, 0.95, 0.99] as const).map((share) => {
    const value = percentile(latencies, share);
    const limit = percentile(single, share);
    return {
      name: `event to toast, ${rate.toLocaleString('en-US')} events/s, p${share * 100}`,
      value,
      unit: 'ms',
      limit: { name: 'one transaction alone', value: limit },
      ratio: value / limit,
      ...(rate === 1_000 && share === 0.99 && { goal: atMost(value, goalMs, ' ms') }),
      note: `${latencies.length} watched`,
    };
  });

/** From the time an event is due to be posted to its `quest_progress` in the user's open stream. */
export const runLatency: Scenario = async ({ full }) => {
  await using product = await startStandaloneProduct();
  await using load = await startCreditedLoad(product, loadUsers);
  await create(product.apiUrl, '/quests/', load.prepared.token, {
    name: 'bench: probes',
    ...countingQuest(probeType, endlessTarget),
  });
  await using limit = await createLimit(product.urlOf('bench_limit'));
  const single = await limit.measureSingle(singleTransactions);
  const probes: Probe[] = [];
  for (let index = 0; index < probeUsers; index += 1) probes.push(await openProbe(product, index));
  const figures: Figure[] = [];
  for (const stage of stages) {
    const seconds = stage.seconds * (full ? fullFactor : 1);
    const latencies = await measureStage(product, load, probes, { ...stage, seconds });
    figures.push(...toFigures(stage.rate, latencies, single));
  }
  await load.settled();
  await auditProduct(product);
  for (const probe of probes) probe.close();
  return figures;
};
