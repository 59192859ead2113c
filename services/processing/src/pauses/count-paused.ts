import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Transaction } from '@questline/postgres/database';
import type { ProcessingDependencies } from '../dependencies.ts';
import { flagOf, type NewStoredEvent } from '../events/event.ts';
import { decideAdvanceInTurns, progressWanted } from '../progress/advance.ts';
import { announce, waitingFor, writeAdvance } from '../progress/apply-events.ts';
import type { Effects } from '../progress/effects.ts';
import { lockUsers } from '../progress/lock-users.sql.ts';
import { selectProgress } from '../progress/progress.sql.ts';
import { selectTimeZones } from '../progress/time-zones.sql.ts';
import type { Definitions } from '../quest-definitions/definitions.ts';
import { onlyQuest } from '../quest-definitions/quest-definition.ts';
import {
  deletePastEvents,
  deletePausedEvents,
  insertPausedEvents,
  selectResumedQuest,
  selectWaitingUsers,
} from './paused-events.sql.ts';
import { resumedAt } from './pauses.ts';

/** Events in one transaction. */
const eventsMax = 500;

type Dependencies = Pick<
  ProcessingDependencies,
  'database' | 'bus' | 'settings' | 'now' | 'newId'
> & { readonly definitions: Definitions };

/** Counts events for the one quest that they waited for, as of its resumption. */
const count = async (
  tx: Transaction,
  deps: Dependencies,
  questId: string,
  waiting: readonly NewStoredEvent[],
): Promise<Effects | undefined> => {
  const { definitions, settings, newId } = deps;
  const { latenessMaxSeconds } = settings;
  const at = deps.now();
  const inForce = await definitions.load(tx);
  const own = onlyQuest(inForce, questId);
  const resumed = resumedAt(inForce.pauses.get(questId) ?? []) ?? at;
  const events = waiting.filter(({ time }) => flagOf(time, resumed, latenessMaxSeconds) !== 'late');
  const wanted = progressWanted(events, own);
  const [progress, zones] = await Promise.all([
    selectProgress(tx, wanted),
    selectTimeZones(tx, [...new Set(wanted.map(({ user_id }) => user_id))]),
  ]);
  await definitions.loadVersions(tx, inForce, progress);
  const zoneOf = new Map(zones.map(({ user_id, timezone }) => [user_id, timezone]));
  const decided = await decideAdvanceInTurns(
    {
      events,
      definitions: own,
      versionOf: (id, version) => definitions.versionOf(inForce, id, version),
      progress,
      // What they name was taken when they came.
      zones: { at: ({ user_id }) => zoneOf.get(user_id), changes: () => [] },
      now: resumed,
      latenessMaxSeconds,
      newId,
    },
    nextTurn,
  );
  const caused = decided.effects.filter(({ event, root }) => event !== root);
  await insertPausedEvents(
    tx,
    caused.flatMap(({ event }) => waitingFor(event, inForce)),
  );
  return writeAdvance(tx, {
    decided,
    stored: new Set(events.map(({ identity }) => identity)),
    at,
    newId,
  });
};

/**
 * Counts what waited for a quest that was resumed, some events at a time and each user's in order of
 * arrival. What is counted and that it no longer waits are one transaction, so that a process that ends
 * in between leaves it to the next. Several processes may do it at once. Returns how many events it took,
 * those included that are past counting.
 */
export const countPaused = async (deps: Dependencies): Promise<number> => {
  const { database, bus, now, settings } = deps;
  const questId = await selectResumedQuest(database);
  if (questId === undefined) {
    const past = new Date(now().getTime() - settings.latenessMaxSeconds * 1_000);
    return deletePastEvents(database, past, eventsMax);
  }
  const { taken, effects } = await database.transaction(async (tx) => {
    const users = await selectWaitingUsers(tx, questId, eventsMax);
    if (users.length === 0) return { taken: 0, effects: undefined };
    await lockUsers(tx, users);
    const waiting = await deletePausedEvents(tx, questId, users, eventsMax);
    return { taken: waiting.length, effects: await count(tx, deps, questId, waiting) };
  });
  if (effects) await announce(bus, effects);
  return taken;
};
