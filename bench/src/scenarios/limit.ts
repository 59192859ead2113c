import type { Database } from '@questline/postgres/database';
import { ensureDatabase } from '@questline/postgres/migrate';
import { auditProcessing } from '../engine/audit-engine.ts';
import { createEngine } from '../engine/engine.ts';
import { createProcessingDatabase, openDatabase, startServer } from '../engine/engine-database.ts';
import { insertProgress, insertQuests } from '../engine/prefill.sql.ts';
import { selectRowCounts } from '../engine/row-counts.sql.ts';
import { runPlainBatch } from '../limit/plain-batch.sql.ts';
import { toPlainBatch } from '../limit/plain-rows.ts';
import { runLanes } from '../limit/run-lanes.ts';
import { createSmallTables, insertSmallProgress, runSmallBatch } from '../limit/small-batch.sql.ts';
import { cpuPerEvent, startCpuSplit } from '../measure/cpu-split.ts';
import { atLeast, type Figure } from '../report/figure.ts';
import { median } from '../statistics/percentile.ts';
import { toLoadEvent } from '../workload/load-event.ts';
import { publishedLoadQuests } from '../workload/quests.ts';
import { createTurns, type Turn } from '../workload/workload.ts';
import type { Scenario } from './scenario.ts';

const batchSize = 500;
const batchesPerLane = 12;
const usersPerLane = 2_000;
const laneCounts = [1, 2, 4];
const rounds = 3;

interface Databases {
  readonly small: Database;
  readonly plain: Database;
  readonly engine: Database;
}

const prepareUsers = async ({ small, plain, engine }: Databases, group: string) => {
  await insertSmallProgress(small, group, usersPerLane);
  await insertProgress(plain, group, usersPerLane, publishedLoadQuests);
  await insertProgress(engine, group, usersPerLane, publishedLoadQuests);
};

const turnsOf = (group: string): Turn[][] => {
  const take = createTurns(group, usersPerLane);
  return Array.from({ length: batchesPerLane }, () => take(batchSize));
};

/** Events a second, and the CPU of an event in microseconds: of this process and of PostgreSQL. */
const measureOne = async (database: Database, run: () => Promise<number>, events: number) => {
  const since = await startCpuSplit([], database);
  const rate = await run();
  return { rate, micros: cpuPerEvent(await since(), events).micros };
};

/** The same turns through all three. */
const measure = async (
  databases: Databases,
  handle: ReturnType<typeof createEngine>,
  groups: readonly string[],
) => {
  const lanes = groups.map(turnsOf);
  const events = lanes.length * batchesPerLane * batchSize;
  const small = await measureOne(
    databases.small,
    () => runLanes(lanes, batchSize, (turns) => runSmallBatch(databases.small, turns)),
    events,
  );
  const plainLanes = lanes.map((batches) => batches.map(toPlainBatch));
  const plain = await measureOne(
    databases.plain,
    () => runLanes(plainLanes, batchSize, (batch) => runPlainBatch(databases.plain, batch)),
    events,
  );
  const eventLanes = lanes.map((batches) =>
    batches.map((turns) => turns.map(({ user_id }) => toLoadEvent(user_id))),
  );
  const engine = await measureOne(
    databases.engine,
    () => runLanes(eventLanes, batchSize, handle),
    events,
  );
  return { small, plain, engine };
};

/** The plain statements must have written as many rows as the engine, table by table. */
const compareRows = async ({ plain, engine }: Databases) => {
  const counts = await Promise.all([plain, engine].map(selectRowCounts));
  const [ofPlain, ofEngine] = counts.map((each) => JSON.stringify(each));
  if (ofPlain !== ofEngine) throw new Error(`rows differ: ${ofPlain}, engine ${ofEngine}`);
};

const toFigures = (
  lanes: number,
  rates: readonly Awaited<ReturnType<typeof measure>>[],
): Figure[] => {
  const of = (name: 'small' | 'plain' | 'engine') => median(rates.map((each) => each[name].rate));
  const connections = `${lanes} connection${lanes > 1 ? 's' : ''}`;
  const noteOf = (name: 'small' | 'plain' | 'engine') =>
    `CPU of an event ${median(rates.map((each) => each[name].micros))} µs; median of ${rounds}`;
  const ratio = median(rates.map(({ engine, plain }) => engine.rate / plain.rate));
  return [
    {
      name: `small transaction, ${connections}`,
      value: of('small'),
      unit: 'events/s',
      note: noteOf('small'),
    },
    {
      name: `batch transaction, ${connections}`,
      value: of('plain'),
      unit: 'events/s',
      note: noteOf('plain'),
    },
    {
      name: `engine alone, ${connections}`,
      value: of('engine'),
      unit: 'events/s',
      limit: { name: 'batch transaction', value: of('plain') },
      ratio,
      goal: atLeast(ratio, 0.6),
      note: noteOf('engine'),
    },
  ];
};

/**
 * The batch transaction with no engine, the same rows into the same tables, and the engine alone
 * against it. For a reader of older figures, a smaller transaction too. fsync is on.
 */
export const runLimit: Scenario = async () => {
  await using server = await startServer();
  const url = server.url('small');
  await ensureDatabase(url);
  const databases = {
    small: openDatabase(url),
    plain: await createProcessingDatabase(server.url('plain')),
    engine: await createProcessingDatabase(server.url('engine')),
  };
  try {
    await createSmallTables(databases.small);
    await insertQuests(databases.plain, publishedLoadQuests);
    const handle = createEngine(databases.engine, publishedLoadQuests);
    const rates = new Map<number, Awaited<ReturnType<typeof measure>>[]>();
    for (let round = 0; round < rounds; round += 1) {
      for (const lanes of laneCounts) {
        const groups = Array.from({ length: lanes }, (_, lane) => `r${round}-${lanes}-${lane}`);
        for (const group of groups) await prepareUsers(databases, group);
        const measured = await measure(databases, handle, groups);
        rates.set(lanes, [...(rates.get(lanes) ?? []), measured]);
      }
    }
    await compareRows(databases);
    await auditProcessing([databases.plain, databases.engine]);
    return [...rates].flatMap(([lanes, measured]) => toFigures(lanes, measured));
  } finally {
    await Promise.all(Object.values(databases).map((database) => database.close()));
  }
};
