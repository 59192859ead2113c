import { type QuestVersion, questVersion } from '@questline/contracts/catalog/quest';
import type { HttpServer } from '@questline/http/server';
import type { Queryable } from '@questline/postgres/database';
import { z } from 'zod';
import { toCatalogEvent } from '../../changes/change.ts';
import { evolveQuest, type Quest, toQuestVersion } from '../../quests/quest.ts';
import { toStateChanges } from '../../quests/state-changes.ts';
import type { CommandDependencies } from '../dependencies.ts';
import { selectPublishedAfter } from '../history/aggregates.sql.ts';
import { selectHistories } from '../history/history.sql.ts';

/** The version in force of each quest of a page, in the order of the ids. */
const foldVersions = async (
  database: Queryable,
  ids: readonly string[],
): Promise<QuestVersion[]> => {
  const histories = Map.groupBy(
    await selectHistories(database, ids),
    ({ aggregate_id }) => aggregate_id,
  );
  return ids.flatMap((id) => {
    const history = histories.get(id) ?? [];
    const quest = history.map(toCatalogEvent).reduce<Quest | undefined>(evolveQuest, undefined);
    return quest ? [{ ...toQuestVersion(quest), state_changes: [...toStateChanges(history)] }] : [];
  });
};

/**
 * Every published quest's current version, in the state it is in now, for a service that may have
 * missed events. It is read from the history, not from the views: who asks here counts events by the
 * answer and must not be told of too little. Outside `/api`, so that the gateway does not publish it.
 */
export const listQuestVersionsRoute = (
  app: HttpServer,
  deps: Pick<CommandDependencies, 'database' | 'asService'>,
): void => {
  app.get(
    '/internal/v1/quest-versions',
    {
      onRequest: deps.asService,
      schema: {
        hide: true,
        querystring: z.object({
          after: z.uuid().optional(),
          limit: z.coerce.number().int().min(1).max(1000).default(500),
        }),
        response: {
          200: z.object({ data: z.array(questVersion), next: z.uuid().nullable() }),
        },
      },
    },
    async (request) => {
      const { after, limit } = request.query;
      // One more than asked for tells whether there is a next page.
      const ids = await selectPublishedAfter(deps.database, after, limit + 1);
      const page = ids.slice(0, limit);
      const next = ids.length > limit ? (page.at(-1) ?? null) : null;
      return { data: await foldVersions(deps.database, page), next };
    },
  );
};
