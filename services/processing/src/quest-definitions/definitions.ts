import type { QuestVersion } from '@questline/contracts/catalog/quest';
import type { Database, Queryable } from '@questline/postgres/database';
import type { Logger } from '@questline/telemetry/logger';
import { type QuestDefinitions, toQuestDefinitions } from './quest-definition.ts';
import {
  insertQuestVersions,
  selectProjection,
  selectQuestsInForce,
  updateRevision,
  updateSyncedAt,
} from './quest-definitions.sql.ts';
import type { QuestSource } from './quest-source.ts';

/** Stores versions once; a cache sees by the revision that something came. */
export const storeQuestVersions = async (
  database: Database,
  versions: readonly QuestVersion[],
  syncedAt?: Date,
): Promise<void> => {
  await database.transaction(async (tx) => {
    if ((await insertQuestVersions(tx, versions)) > 0) await updateRevision(tx);
    if (syncedAt) await updateSyncedAt(tx, syncedAt);
  });
};

export interface Definitions {
  /**
   * Reads the whole catalog unless that was done since the process started. While the catalog is
   * out, an earlier reading will do; without one it throws DependencyUnavailable, so that no event
   * is counted against quests this service has never heard of.
   */
  ensureSynced(): Promise<void>;
  /** The quests in force as `tx` sees them, from memory unless the projection has changed. */
  load(tx: Queryable): Promise<QuestDefinitions>;
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
  let synced = false;
  let retryAt = 0;
  let cached: QuestDefinitions | undefined;

  return {
    ensureSynced: async () => {
      if (synced || now().getTime() < retryAt) return;
      try {
        await storeQuestVersions(database, await source(), now());
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
      if (cached?.revision !== revision) {
        cached = toQuestDefinitions(revision, await selectQuestsInForce(tx));
      }
      return cached;
    },
  };
};
