import { questPublic, questState } from '@questline/contracts/catalog/quest';
import { listOf, listQuery } from '@questline/contracts/paging';
import { isStorableText } from '@questline/contracts/storable-text';
import { problemResponses } from '@questline/http/problem-responses';
import type { HttpServer } from '@questline/http/server';
import { z } from 'zod';
import { toQuestPublic, toQuestTag, visibleStates } from '../../quests/quest.ts';
import { notModified, toEtag } from '../../revalidation.ts';
import type { QueryDependencies } from '../dependencies.ts';
import { queryNotes, revalidated, viewers } from '../documentation.ts';
import { answerAndKeep } from '../kept-answers.ts';
import { showWrites } from '../min-version.ts';
import { viewerOf } from '../viewer.ts';
import { countQuests, type QuestOrder, questOrders, selectQuests } from './quests.sql.ts';
import { toWordsQuery } from './words.ts';

const query = listQuery.extend({
  state: questState.optional(),
  category: z
    .string()
    .trim()
    .min(1)
    .max(64)
    .refine(isStorableText, 'holds characters that cannot be stored')
    .optional(),
  /** By the instants between which a quest counts events. */
  schedule: z.enum(['running', 'upcoming', 'ended']).optional(),
  /** Words of name, category and description; each may be a beginning. */
  q: z.string().max(200).refine(isStorableText, 'holds characters that no text has').optional(),
  sort: z.enum(Object.keys(questOrders) as [QuestOrder, ...QuestOrder[]]).default('-created_at'),
});

export const listQuestsRoute = (app: HttpServer, deps: QueryDependencies): void => {
  app.get(
    '/api/v1/quests/',
    {
      onRequest: deps.asViewer,
      preHandler: [deps.fromMemory, showWrites(deps.position)],
      schema: {
        operationId: 'listQuests',
        summary: 'List quests, newest first unless sorted',
        description: `Users see the active ones, superusers all of them. ${queryNotes}`,
        tags: ['quests'],
        security: viewers,
        documentation: revalidated,
        querystring: query,
        response: {
          200: listOf(questPublic),
          304: notModified,
          ...problemResponses(401, 422, 503),
        },
      },
    },
    async (request, reply) => {
      const { state, category, schedule, q, skip, limit, sort: order } = request.query;
      const states = visibleStates(viewerOf(request), state);
      const filter = { states, category, schedule, words: toWordsQuery(q), now: deps.now() };
      const read = async () => {
        const quests = await selectQuests(deps.database, filter, { skip, limit, order });
        const count = await countQuests(deps.database, filter);
        const etag = toEtag([count, ...quests.map(toQuestTag)]);
        return { etag, body: { data: quests.map(toQuestPublic), count } };
      };
      // What is running now may be over soon, though nobody changes it.
      return answerAndKeep(deps, { request, reply }, read, { keep: schedule === undefined });
    },
  );
};
