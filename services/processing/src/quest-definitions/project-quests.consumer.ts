import { type QuestVersion, questVersion } from '@questline/contracts/catalog/quest';
import { subscriptions } from '@questline/contracts/subscriptions';
import { accepted, rejected, type Subscription } from '@questline/messaging/bus';
import type { Database } from '@questline/postgres/database';
import { z } from 'zod';
import { storeQuests, toQuestChange } from './definitions.ts';

const batchSizeMax = 100;

/** Keeps the projection of the catalog by its events. */
export const projectQuests = (database: Database): Subscription => ({
  ...subscriptions['processing.catalog'],
  batchSizeMax,
  handle: async (events) => {
    const versions: QuestVersion[] = [];
    const verdicts = events.map(({ data }) => {
      const parsed = questVersion.safeParse(data);
      if (!parsed.success) return rejected(`bad data: ${z.prettifyError(parsed.error)}`);
      versions.push(parsed.data);
      return accepted;
    });
    if (versions.length > 0) await storeQuests(database, versions, versions.map(toQuestChange));
    return verdicts;
  },
});
