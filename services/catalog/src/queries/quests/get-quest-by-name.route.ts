import { questPublic, questShortForm } from '@questline/contracts/catalog/quest';
import { isStorableText } from '@questline/contracts/storable-text';
import { problemResponses } from '@questline/http/problem-responses';
import type { HttpServer } from '@questline/http/server';
import { z } from 'zod';
import { isVisible, toQuestPublic, toQuestTag } from '../../quests/quest.ts';
import { toRefusal } from '../../refusals.ts';
import { notModified } from '../../revalidation.ts';
import type { QueryDependencies } from '../dependencies.ts';
import { queryNotes, revalidated, viewers } from '../documentation.ts';
import { answerAndKeep } from '../kept-answers.ts';
import { showWrites } from '../min-version.ts';
import { viewerOf } from '../viewer.ts';
import { selectQuestByName } from './quests.sql.ts';

export const getQuestByNameRoute = (app: HttpServer, deps: QueryDependencies): void => {
  app.get(
    '/api/v1/quests/name/:name',
    {
      onRequest: deps.asViewer,
      preHandler: [deps.fromMemory, showWrites(deps.position)],
      schema: {
        operationId: 'getQuestByName',
        summary: 'Read a quest by its name',
        description: `Without regard to case and outer spaces. ${queryNotes}`,
        tags: ['quests'],
        security: viewers,
        documentation: revalidated,
        params: z.object({
          name: questShortForm.shape.name.refine(
            isStorableText,
            'holds characters that cannot be stored',
          ),
        }),
        response: {
          200: questPublic,
          304: notModified,
          ...problemResponses(401, 404, 422, 503),
        },
      },
    },
    async (request, reply) => {
      const { name } = request.params;
      return answerAndKeep(deps, { request, reply }, async () => {
        const quest = await selectQuestByName(deps.database, name);
        if (!isVisible(quest, viewerOf(request))) throw toRefusal({ kind: 'unknown-quest' });
        return { etag: toQuestTag(quest), body: toQuestPublic(quest) };
      });
    },
  );
};
