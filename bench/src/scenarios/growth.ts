import { randomUUID } from 'node:crypto';
import type { QuestVersion } from '@questline/contracts/catalog/quest';
import type { BatchHandler } from '@questline/messaging/bus';
import type { Database } from '@questline/postgres/database';
import { auditProcessing } from '../engine/audit-engine.ts';
import { createEngine } from '../engine/engine.ts';
import { createProcessingDatabase, startServer } from '../engine/engine-database.ts';
import { insertProgress, insertStoredEvents } from '../engine/prefill.sql.ts';
import { cpuPerEvent, startCpuSplit } from '../measure/cpu-split.ts';
import { atMost, type Figure } from '../report/figure.ts';
import { median } from '../statistics/percentile.ts';
import { toLoadEvent } from '../workload/load-event.ts';
import {
  countingQuest,
  endlessTarget,
  publishedLoadQuests,
  publishedQuest,
} from '../workload/quests.ts';
import { loadType, userIdOf } from '../workload/workload.ts';
import type { Scenario } from './scenario.ts';

const group = 'player';
const batchSize = 500;
const rounds = 3;
/** No number of users shares a factor with it, so that it leads past all of them, far apart. */
const stride = 7_919;
const firstOtherQuest = 1_000;
const goalMax = 1.3;
/**
 * A server as its owner sets one up for that much data: a quarter of 8 GB of memory (PostgreSQL, 19.4.1),
 * and log enough that no checkpoint falls into a measurement of two seconds.
 */
const serverSettings = { shared_buffers: '2GB', max_wal_size: '20GB' };

/** What is grown, and how far; the first of a series is what the others are compared to. */
interface Stage {
  readonly series: string;
  readonly name: string;
  readonly quests: readonly QuestVersion[];
  readonly users: number;
  readonly stored?: { readonly events: number; readonly order: 'ordered' | 'random' };
  readonly batches: number;
  readonly goal?: true;
}

interface Prepared {
  readonly stage: Stage;
  readonly database: Database;
  readonly handle: BatchHandler;
  next: number;
}

const otherQuests = (count: number): QuestVersion[] =>
  Array.from({ length: count }, (_, index) =>
    publishedQuest(firstOtherQuest + index, countingQuest(`bench.other_${index}`, endlessTarget)),
  );

const sameQuests = (count: number): QuestVersion[] =>
  Array.from({ length: count }, (_, index) =>
    publishedQuest(firstOtherQuest + index, countingQuest(loadType, endlessTarget)),
  );

const usual = { quests: publishedLoadQuests, users: 10_000, batches: 40 };
const count = (value: number) => value.toLocaleString('en-US');

const stagesOf = (full: boolean): Stage[] => {
  const storedMany = full ? 20_000_000 : 1_000_000;
  return [
    ...[1, 100, 1_000].map((others) => ({
      ...usual,
      series: 'quests of other types',
      name: count(others),
      quests: [...publishedLoadQuests, ...otherQuests(others)],
      goal: true as const,
    })),
    ...[1, 100].map((same) => ({
      ...usual,
      series: 'quests of the same type',
      name: count(same),
      quests: sameQuests(same),
      users: 1_000,
      batches: same === 1 ? usual.batches : 1,
    })),
    ...[1_000, ...(full ? [100_000] : []), 1_000_000].map((users) => ({
      ...usual,
      series: 'users',
      name: count(users),
      users,
      goal: true as const,
    })),
    { ...usual, series: 'stored events', name: '0' },
    ...(['ordered', 'random'] as const).map((order) => ({
      ...usual,
      series: 'stored events',
      name: `${count(storedMany)} ${order}`,
      stored: { events: storedMany, order },
    })),
  ];
};

const prepare = async (
  url: (database: string) => string,
  stage: Stage,
  index: number,
): Promise<Prepared> => {
  const database = await createProcessingDatabase(url(`growth_${index}`));
  await insertProgress(database, group, stage.users, stage.quests);
  if (stage.stored) {
    await insertStoredEvents(database, stage.stored.events, stage.stored.order);
  }
  return { stage, database, handle: createEngine(database, stage.quests), next: 0 };
};

const takeBatch = (prepared: Prepared) =>
  Array.from({ length: batchSize }, () => {
    const user = userIdOf(group, (prepared.next * stride) % prepared.stage.users);
    prepared.next += 1;
    return toLoadEvent(user, prepared.stage.stored?.order === 'random' ? randomUUID() : undefined);
  });

/** CPU microseconds of an event, of this process, where the engine runs, and of PostgreSQL. */
const measure = async (prepared: Prepared) => {
  const { handle, database, stage } = prepared;
  await handle(takeBatch(prepared));
  const batches = Array.from({ length: stage.batches }, () => takeBatch(prepared));
  const since = await startCpuSplit([], database);
  const startedAt = performance.now();
  for (const batch of batches) await handle(batch);
  const seconds = (performance.now() - startedAt) / 1000;
  const events = stage.batches * batchSize;
  return { micros: cpuPerEvent(await since(), events).micros, rate: events / seconds };
};

type Measured = Map<Stage, Awaited<ReturnType<typeof measure>>[]>;

const toFigures = (measured: Measured): Figure[] =>
  [...measured].map(([stage, each]) => {
    const [first = stage] = [...measured.keys()].filter(({ series }) => series === stage.series);
    const base = measured.get(first) ?? each;
    const micros = median(each.map((one) => one.micros));
    const ratio = median(
      each.map((one, round) => one.micros / (base[round]?.micros ?? Number.NaN)),
    );
    return {
      name: `CPU of an event, ${stage.name} ${stage.series}`,
      value: micros,
      unit: 'µs',
      ...(stage !== first && {
        limit: { name: `with ${first.name}`, value: median(base.map((one) => one.micros)) },
        ratio,
        ...(stage.goal && { goal: atMost(Number(ratio.toFixed(2)), goalMax) }),
      }),
      note: `${Math.round(median(each.map(({ rate }) => rate)))} events/s on one lane`,
    };
  });

/**
 * What an event costs as quests, users and stored events grow: the engine alone on one connection,
 * every stage in a database of its own on one server, in turn.
 */
export const runGrowth: Scenario = async ({ full }) => {
  await using server = await startServer(serverSettings);
  const prepared: Prepared[] = [];
  try {
    for (const [index, stage] of stagesOf(full).entries()) {
      prepared.push(await prepare(server.url, stage, index));
    }
    // Writes what was prepared now, and not beside a measurement.
    await prepared[0]?.database.query({ text: 'checkpoint' });
    const measured: Measured = new Map();
    for (let round = 0; round < rounds; round += 1) {
      for (const each of prepared) {
        measured.set(each.stage, [...(measured.get(each.stage) ?? []), await measure(each)]);
      }
    }
    await auditProcessing(prepared.map(({ database }) => database));
    return toFigures(measured);
  } finally {
    for (const { database } of prepared) await database.close();
  }
};
