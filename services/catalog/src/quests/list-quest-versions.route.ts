import { questVersion } from '@questline/contracts/catalog/quest';
import type { HttpServer } from '@questline/http/server';
import { z } from 'zod';
import type { RouteDependencies } from '../dependencies.ts';
import { selectQuestsAfter } from './quest.sql.ts';
import { toQuestVersion } from './quest.ts';

/**
 * Every quest's current version, whatever its state, for a service that may have missed events.
 * Outside `/api`, so that the gateway does not publish it.
 */
export const listQuestVersionsRoute = (app: HttpServer, deps: RouteDependencies): void => {
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
      // One row more than asked for tells whether there is a next page.
      const quests = await selectQuestsAfter(deps.database, after, limit + 1);
      const page = quests.slice(0, limit);
      const next = quests.length > limit ? (page.at(-1)?.id ?? null) : null;
      return { data: page.map(toQuestVersion), next };
    },
  );
};
