import { create, signIn } from '@questline/e2e/client';
import { startBareRoute } from '../catalog/bare-route.ts';
import { measureReads, type Reads } from '../catalog/read-rate.ts';
import { rebuildCatalog } from '../catalog/rebuild.ts';
import { startDistributedProduct } from '../product/distributed-product.ts';
import { atLeast, atMost, type Figure } from '../report/figure.ts';
import { median, percentile } from '../statistics/percentile.ts';
import type { Scenario } from './scenario.ts';

const questsDefault = 2_000;
const questsFull = 10_000;
const creatorsAtOnce = 8;
const rounds = 3;
const commands = 100;
const pollMs = 2;

const questOf = (index: number) => ({
  name: `bench quest ${index}`,
  description: `Quest number ${index} of the benchmark`,
  category: `category ${index % 20}`,
  objectives: {
    any_of: [
      {
        all_of: [{ event: `type_${index}`, aggregate: 'count', op: '>=', target: 1 + (index % 9) }],
      },
    ],
  },
  repeat: { max: 3, policy: 'on_completion' },
  rewards: [{ currency: 'gold', amount: 5 }],
});

/** Publishes quests, some at once; their ids. */
const publishQuests = async (url: string, token: string, count: number): Promise<string[]> => {
  const indexes = Array.from({ length: count }, (_, index) => index).values();
  const ids: string[] = [];
  await Promise.all(
    Array.from({ length: creatorsAtOnce }, async () => {
      for (const index of indexes) {
        const { id } = await create<{ id: string }>(url, '/quests/', token, questOf(index));
        ids.push(id);
      }
    }),
  );
  return ids;
};

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** From an edit's request to the first query that shows it, in ms. */
const measureVisibility = async (url: string, headers: Record<string, string>, id: string) => {
  const quest = `${url}/api/v1/quests/${id}`;
  const description = `edited at ${performance.now()}`;
  const startedAt = performance.now();
  const edited = await fetch(quest, {
    method: 'PATCH',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ description }),
  });
  if (edited.status !== 200) throw new Error(`an edit was answered ${edited.status}`);
  await edited.arrayBuffer();
  for (;;) {
    const shown = (await (await fetch(quest, { headers })).json()) as { description: string };
    if (shown.description === description) return performance.now() - startedAt;
    await pause(pollMs);
  }
};

/** Asks for a page all the time while `work` runs; how many answers were not 200, of how many. */
const readDuring = async (url: string, headers: Record<string, string>, work: Promise<unknown>) => {
  let [reads, failed, over] = [0, 0, false];
  const ended = work.finally(() => {
    over = true;
  });
  while (!over) {
    const response = await fetch(url, { headers }).catch(() => undefined);
    await response?.arrayBuffer();
    reads += 1;
    if (response?.status !== 200) failed += 1;
  }
  await ended;
  return { reads, failed };
};

/** A page of the catalog against a bare route with the same bytes, in turn. */
const measurePage = async (
  { pid, url }: { readonly pid: number; readonly url: string },
  headers: Record<string, string>,
) => {
  await using bare = await startBareRoute(await (await fetch(url, { headers })).text());
  const reads: { read: Reads; limit: Reads }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const limit = await measureReads(bare.pid, bare.url);
    reads.push({ read: await measureReads(pid, url, headers), limit });
  }
  const micros = median(reads.map(({ read }) => read.micros));
  const bareMicros = median(reads.map(({ limit }) => limit.micros));
  return {
    value: median(reads.map(({ read }) => read.rate)),
    unit: '/s',
    limit: { name: 'bare route, same bytes', value: median(reads.map(({ limit }) => limit.rate)) },
    ratio: median(reads.map(({ read, limit }) => read.rate / limit.rate)),
    note: `median of ${rounds}; CPU ${micros.toFixed(0)} µs a read, of the bare route ${bareMicros.toFixed(0)}`,
  };
};

/** The catalog's queries against a bare route, commands until queries show them, and a rebuild. */
export const runCatalog: Scenario = async ({ full }) => {
  await using product = await startDistributedProduct();
  const { apiUrl, databaseUrls, shape } = product;
  const token = await signIn(apiUrl, 'user');
  const headers = { authorization: `Bearer ${token}` };
  const count = full ? questsFull : questsDefault;
  const ids = await publishQuests(apiUrl, token, count);

  const queries = shape.processes.find(({ role }) => role === 'queries');
  const pid = queries?.pid();
  if (queries === undefined || pid === undefined) throw new Error('queries are not answered');
  const list = `${queries.url}/api/v1/quests/`;
  const page = `${list}?limit=20`;
  const ofList = await measurePage({ pid, url: list }, headers);
  const ofPage = await measurePage({ pid, url: page }, headers);

  const visible: number[] = [];
  for (let index = 0; index < commands; index += 1) {
    visible.push(await measureVisibility(apiUrl, headers, ids[index % ids.length] ?? ''));
  }

  const rebuilding = rebuildCatalog(databaseUrls);
  const during = await readDuring(page, headers, rebuilding);
  const { changes, seconds } = await rebuilding;
  if (during.failed > 0) throw new Error(`${during.failed} queries failed during the rebuild`);

  const p99 = percentile(visible, 0.99);
  const figures: Figure[] = [
    { name: `reads of the list of ${count}`, ...ofList, goal: atLeast(ofList.ratio, 0.7) },
    { name: 'reads of a page of 20', ...ofPage },
    {
      name: 'command to query, p99',
      value: p99,
      unit: 'ms',
      goal: atMost(p99, 100, ' ms'),
      note: `${commands} edits, p50 ${percentile(visible, 0.5).toFixed(0)} ms`,
    },
    {
      name: 'rebuild of the views',
      value: changes / seconds,
      unit: 'changes/s',
      note: `${changes} changes in ${seconds.toFixed(1)} s, start of the program included; ${during.reads} queries meanwhile, 0 failed`,
    },
  ];
  return figures;
};
