import type { Database } from '@questline/postgres/database';
import { toCatalogEvent } from './changes/change.ts';
import { selectHistoryAfter } from './commands/history/history.sql.ts';
import {
  deleteRetired,
  deleteRetiredGenerations,
  insertGeneration,
  selectBuilding,
  updateLive,
} from './queries/views/generations.sql.ts';
import {
  deleteEarlyEvents,
  type Generation,
  notifyPosition,
  selectLiveForUpdate,
} from './queries/views/projection.sql.ts';
import { showEvents } from './queries/views/show-events.ts';

/** Changes that are shown in one transaction, and rows that are removed in one. */
const batchSizeMax = 1_000;
/** How often the rest is caught up with before it takes the live one's place, should writes never end. */
const swapsMax = 1_000;
/** A session lock: of several rebuilds one goes on. */
const rebuildLockKey = 7_305_816_202_615;

export interface RebuildDependencies {
  /** The command store, of which the history is read. */
  readonly store: Database;
  readonly views: Database;
}

/** What a rebuild did: how many changes it showed, and up to which. */
export interface Rebuilt {
  readonly changes: number;
  readonly position: number;
}

/** Shows the rest of the history in a generation, batch by batch: each is there for good. */
const catchUp = async (
  { store, views }: RebuildDependencies,
  from: Generation,
): Promise<Generation> => {
  for (let generation = from; ; ) {
    const changes = await selectHistoryAfter(store, generation.position, batchSizeMax);
    if (changes.length === 0) return generation;
    const [at, events] = [generation, changes.map(toCatalogEvent)];
    generation = await views.transaction((tx) => showEvents(tx, at, events));
  }
};

/** Takes the live generation's place in one step, unless that is further; false then. */
const swap = (views: Database, built: Generation): Promise<boolean> =>
  views.transaction(async (tx) => {
    const live = await selectLiveForUpdate(tx);
    if (live.position > built.position) return false;
    await updateLive(tx, built.number);
    await deleteEarlyEvents(tx, built.position);
    await notifyPosition(tx, built.position);
    return true;
  });

const removeRetired = async (views: Database): Promise<void> => {
  for (const table of ['quests', 'rewards', 'quest_changes'] as const) {
    while ((await deleteRetired(views, table, batchSizeMax)) === batchSizeMax);
  }
  await deleteRetiredGenerations(views);
};

const rebuild = async (deps: RebuildDependencies): Promise<Rebuilt> => {
  const { views } = deps;
  // One that was killed goes on where it was.
  const started = (await selectBuilding(views)) ?? (await insertGeneration(views));
  let built = await catchUp(deps, started);
  for (let swaps = 0; !(await swap(views, built)); swaps += 1) {
    if (swaps === swapsMax) throw new Error('the history grows faster than it is shown');
    built = await catchUp(deps, built);
  }
  await removeRetired(views);
  return { changes: built.position - started.position, position: built.position };
};

/**
 * Builds the views anew from the whole history, beside those that are shown meanwhile, by the same steps
 * that follow what happens; then puts them in their place. Killed at any moment, it goes on the next
 * time. Undefined while another rebuild runs.
 */
export const rebuildViews = async (deps: RebuildDependencies): Promise<Rebuilt | undefined> => {
  const session = await deps.views.connect();
  try {
    const { rows } = await session.query('select pg_try_advisory_lock($1) as locked', [
      rebuildLockKey,
    ]);
    return rows[0]?.locked ? await rebuild(deps) : undefined;
  } finally {
    await session.end();
  }
};
