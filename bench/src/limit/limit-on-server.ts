import { createProcessingDatabase } from '../engine/engine-database.ts';
import { insertProgress, insertQuests } from '../engine/prefill.sql.ts';
import { publishedLoadQuests } from '../workload/quests.ts';
import { createTurns } from '../workload/workload.ts';
import { runPlainBatch } from './plain-batch.sql.ts';
import { type PlainBatch, toPlainBatch } from './plain-rows.ts';
import { runLanes } from './run-lanes.ts';

const batchSize = 500;
const usersPerLane = 2_500;

export interface Limit extends AsyncDisposable {
  /** Makes the rows of `events` events; what it resolves with runs them over so many connections, in events a second. */
  prepare(lanes: number, events: number): Promise<() => Promise<number>>;
  /** Milliseconds of each of so many transactions of a single event, one after the other. */
  measureSingle(transactions: number): Promise<readonly number[]>;
}

/** The batch transaction without the engine, in a database of its own on a server that is measured. */
export const createLimit = async (url: string): Promise<Limit> => {
  const database = await createProcessingDatabase(url);
  await insertQuests(database, publishedLoadQuests);
  let groups = 0;

  const prepareLane = async (batches: number, size: number) => {
    groups += 1;
    const group = `limit-${groups}`;
    await insertProgress(database, group, usersPerLane, publishedLoadQuests);
    const take = createTurns(group, usersPerLane);
    return Array.from({ length: batches }, () => toPlainBatch(take(size)));
  };

  return {
    prepare: async (lanes, events) => {
      const batches = Math.round(events / lanes / batchSize);
      const prepared: PlainBatch[][] = [];
      for (let lane = 0; lane < lanes; lane += 1) {
        prepared.push(await prepareLane(batches, batchSize));
      }
      return () => runLanes(prepared, batchSize, (batch) => runPlainBatch(database, batch));
    },
    measureSingle: async (transactions) => {
      const times: number[] = [];
      for (const batch of await prepareLane(transactions, 1)) {
        const startedAt = performance.now();
        await runPlainBatch(database, batch);
        times.push(performance.now() - startedAt);
      }
      return times;
    },
    [Symbol.asyncDispose]: () => database.close(),
  };
};
