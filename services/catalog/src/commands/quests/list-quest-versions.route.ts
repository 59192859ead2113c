import { questVersion } from '@questline/contracts/catalog/quest';
import type { HttpServer } from '@questline/http/server';
import type { Queryable } from '@questline/postgres/database';
import { z } from 'zod';
import { toCatalogEvent } from '../../changes/change.ts';
import { evolveQuest, type Quest, toQuestVersion } from '../../quests/quest.ts';
import type { CommandDependencies } from '../dependencies.ts';
import { selectPublishedAfter } from '../history/aggregates.sql.ts';
import { selectHistories } from '../history/history.sql.ts';

/** Folds each quest of a page, in the order of the ids. */
const foldQuests = async (database: Queryable, ids: readonly string[]): Promise<Quest[]> => {
  const quests = new Map<string, Quest | undefined>(ids.map((id) => [id, undefined]));
  for (const change of await selectHistories(database, ids)) {
    const { aggregate_id: id } = change;
    quests.set(id, evolveQuest(quests.get(id), toCatalogEvent(change)));
  }
  return [...quests.values()].filter((quest) => quest !== undefined);
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
      const quests = await foldQuests(deps.database, page);
      const next = ids.length > limit ? (page.at(-1) ?? null) : null;
      return { data: quests.map(toQuestVersion), next };
    },
  );
};
