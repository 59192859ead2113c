import { questPublic } from '@questline/contracts/catalog/quest';
import { callerOf } from '@questline/http/caller';
import { problemResponses } from '@questline/http/problem-responses';
import type { HttpServer } from '@questline/http/server';
import { z } from 'zod';
import type { RouteDependencies } from '../dependencies.ts';
import { toRefusal } from '../refusals.ts';
import { isNotModified, notModified, toEtag } from '../revalidation.ts';
import { selectQuest } from './quest.sql.ts';
import { isVisible, toQuestPublic, toQuestTagParts } from './quest.ts';

export const getQuestRoute = (app: HttpServer, deps: RouteDependencies): void => {
  app.get(
    '/api/v1/quests/:id',
    {
      onRequest: deps.asUser,
      schema: {
        summary: 'Read a quest',
        tags: ['quests'],
        security: [{ bearer: [] }, { session: [] }],
        params: z.object({ id: z.uuid() }),
        response: {
          200: questPublic,
          304: notModified,
          ...problemResponses(401, 404, 422),
        },
      },
    },
    async (request, reply) => {
      const quest = await selectQuest(deps.database, request.params.id);
      if (!isVisible(quest, callerOf(request))) throw toRefusal('unknown-quest');
      const etag = toEtag(toQuestTagParts(quest));
      if (isNotModified(request, reply, etag)) return reply.code(304).send(null);
      return toQuestPublic(quest);
    },
  );
};
