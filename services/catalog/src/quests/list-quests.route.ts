import { questPublic, questState } from '@questline/contracts/catalog/quest';
import { listOf, listQuery } from '@questline/contracts/paging';
import { callerOf } from '@questline/http/caller';
import { problemResponses } from '@questline/http/problem-responses';
import type { HttpServer } from '@questline/http/server';
import type { RouteDependencies } from '../dependencies.ts';
import { isNotModified, notModified, toEtag } from '../revalidation.ts';
import { countQuests, selectQuests } from './quest.sql.ts';
import { toQuestPublic, toQuestTagParts, visibleStates } from './quest.ts';

export const listQuestsRoute = (app: HttpServer, deps: RouteDependencies): void => {
  app.get(
    '/api/v1/quests/',
    {
      onRequest: deps.asUser,
      schema: {
        summary: 'List quests, newest first',
        description: 'Users see the active ones, superusers all of them.',
        tags: ['quests'],
        security: [{ bearer: [] }, { session: [] }],
        querystring: listQuery.extend({ state: questState.optional() }),
        response: {
          200: listOf(questPublic),
          304: notModified,
          ...problemResponses(401, 422),
        },
      },
    },
    async (request, reply) => {
      const states = visibleStates(callerOf(request), request.query.state);
      const quests = await selectQuests(deps.database, states, request.query);
      const count = await countQuests(deps.database, states);
      const etag = toEtag([count, ...quests.flatMap(toQuestTagParts)]);
      if (isNotModified(request, reply, etag)) return reply.code(304).send(null);
      return { data: quests.map(toQuestPublic), count };
    },
  );
};
