import type { QuestVersion } from '@questline/contracts/catalog/quest';
import type { Database, Queryable } from '@questline/postgres/database';
import type { CompiledQuest } from '@questline/quest-language/compile-quest';
import type { Logger } from '@questline/telemetry/logger';
import { toPauses } from '../pauses/pauses.ts';
import {
  insertStateChanges,
  type StateChangeOfQuest,
  selectStateChanges,
} from '../pauses/quest-state-changes.sql.ts';
import {
  compileFaultOf,
  createCompiledVersions,
  type QuestDefinitions,
  toQuestDefinitions,
} from './quest-definition.ts';
import {
  insertQuestVersions,
  type QuestChange,
  selectProjection,
  selectQuestsChanged,
  selectQuestVersions,
  updateRevision,
  updateSyncedAt,
  upsertQuests,
} from './quest-definitions.sql.ts';
import type { QuestSource } from './quest-source.ts';

/**
 * Stores versions once and puts in force what is newer than what is known; a cache sees by the
 * revision that something came.
 */
export const storeQuests = async (
  database: Database,
  versions: readonly QuestVersion[],
  changes: readonly QuestChange[],
  stateChanges: readonly StateChangeOfQuest[],
  syncedAt?: Date,
): Promise<void> => {
  await database.transaction(async (tx) => {
    if (versions.length > 0) await insertQuestVersions(tx, versions);
    await insertStateChanges(tx, stateChanges);
    if (changes.length > 0) await upsertQuests(tx, changes, await updateRevision(tx));
    if (syncedAt) await updateSyncedAt(tx, syncedAt);
  });
};

/** What a published version puts in force. */
export const toQuestChange = (version: QuestVersion): QuestChange => ({
  quest_id: version.quest_id,
  version: version.version,
  state: version.state,
  revision: version.revision ?? version.version,
});

/** When versions that were read say that their quests were paused and resumed. */
export const stateChangesOf = (versions: readonly QuestVersion[]): StateChangeOfQuest[] =>
  versions.flatMap(({ quest_id, state_changes = [] }) =>
    state_changes.map((change) => ({ quest_id, ...change })),
  );

/** A version some user is on, and those that came after it, ascending. */
export interface UserVersion {
  readonly on: CompiledQuest;
  readonly newer: readonly CompiledQuest[];
}

export interface Definitions {
  /**
   * Reads the whole catalog unless that was done since the process started. While the catalog is
   * out, an earlier reading will do; without one it throws DependencyUnavailable, so that no event
   * is counted against quests this service has never heard of.
   */
  ensureSynced(): Promise<void>;
  /** The quests in force as `tx` sees them, from memory unless the projection has changed. */
  load(tx: Queryable): Promise<QuestDefinitions>;
  /** Reads those of the versions, and the ones after each, that are not in memory. */
  loadVersions(
    tx: Queryable,
    definitions: QuestDefinitions,
    rows: readonly { readonly quest_id: string; readonly quest_version: number }[],
  ): Promise<void>;
  /** A version read before and its successors; undefined where it is not known. */
  versionOf(
    definitions: QuestDefinitions,
    questId: string,
    version: number,
  ): UserVersion | undefined;
}

/** How long a catalog that did not answer is left alone while the quests known will do. */
const syncRetryMs = 10_000;

export const createDefinitions = (options: {
  database: Database;
  source: QuestSource;
  logger: Logger;
  now: () => Date;
}): Definitions => {
  const { database, source, logger, now } = options;
  const versions = createCompiledVersions();
  let synced = false;
  let retryAt = 0;
  /** Replaced as a whole: transactions that read it at the same time do not wait for each other. */
  let cached: { definitions: QuestDefinitions; inForce: ReadonlyMap<string, QuestVersion> } = {
    definitions: toQuestDefinitions(0, [], versions),
    inForce: new Map(),
  };

  const loadRange = async (
    tx: Queryable,
    wanted: readonly { quest_id: string; from: number; to: number }[],
  ) => {
    for (const version of await selectQuestVersions(tx, wanted)) versions.add(version);
  };

  /** Versions before one that leaves users where they are still count, however late they are told of. */
  const loadKept = async (tx: Queryable, inForce: readonly QuestVersion[]) => {
    const kept = inForce.filter(
      ({ quest_id, in_flight, version }) =>
        in_flight === 'keep_old_version' && !versions.hasAll(quest_id, 1, version - 1),
    );
    await loadRange(
      tx,
      kept.map(({ quest_id, version }) => ({ quest_id, from: 1, to: version - 1 })),
    );
  };

  return {
    ensureSynced: async () => {
      if (synced || now().getTime() < retryAt) return;
      try {
        const read = (await source()).filter((version) => {
          const fault = compileFaultOf(version);
          const { quest_id, version: number } = version;
          if (fault) logger.error({ quest_id, version: number, fault }, 'quest left out');
          return fault === undefined;
        });
        await storeQuests(database, read, read.map(toQuestChange), stateChangesOf(read), now());
        synced = true;
      } catch (error) {
        const { synced_at } = await selectProjection(database);
        if (synced_at === null) throw error;
        retryAt = now().getTime() + syncRetryMs;
        logger.warn({ err: error, synced_at }, 'catalog not reached, using the quests known');
      }
    },
    load: async (tx) => {
      const { revision } = await selectProjection(tx);
      const known = cached;
      if (revision <= known.definitions.revision) return known.definitions;
      const changed = await selectQuestsChanged(tx, known.definitions.revision);
      const inForce = new Map(known.inForce);
      for (const version of changed) inForce.set(version.quest_id, version);
      await loadKept(tx, [...inForce.values()]);
      const pauses = new Map(known.definitions.pauses);
      const ids = changed.map(({ quest_id }) => quest_id);
      const changes = await selectStateChanges(tx, ids);
      for (const [id, own] of Map.groupBy(changes, ({ quest_id }) => quest_id)) {
        pauses.set(id, toPauses(own));
      }
      const definitions = toQuestDefinitions(revision, [...inForce.values()], versions, pauses);
      // Another transaction may have read a later one meanwhile.
      if (revision > cached.definitions.revision) cached = { definitions, inForce };
      return definitions;
    },
    loadVersions: async (tx, definitions, rows) => {
      const wanted = new Map<string, { quest_id: string; from: number; to: number }>();
      for (const { quest_id, quest_version: from } of rows) {
        const to = definitions.byId.get(quest_id)?.quest.version ?? from;
        if (versions.hasAll(quest_id, from, to)) continue;
        const known = wanted.get(quest_id);
        wanted.set(quest_id, { quest_id, from: Math.min(from, known?.from ?? from), to });
      }
      if (wanted.size > 0) await loadRange(tx, [...wanted.values()]);
    },
    versionOf: (definitions, questId, version) => {
      const on = versions.get(questId, version);
      const last = definitions.byId.get(questId);
      if (on === undefined || last === undefined) return undefined;
      const newer: CompiledQuest[] = [];
      for (let number = version + 1; number <= last.quest.version; number += 1) {
        const later = versions.get(questId, number);
        if (later) newer.push(later);
      }
      return { on, newer };
    },
  };
};
