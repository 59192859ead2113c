import { questChange } from '@questline/contracts/catalog/quest';
import { cursorQuery, pageOf } from '@questline/contracts/paging';
import { problemResponses } from '@questline/http/problem-responses';
import { forbidden } from '@questline/http/refusal';
import type { HttpServer } from '@questline/http/server';
import { z } from 'zod';
import { toRefusal } from '../../refusals.ts';
import type { QueryDependencies } from '../dependencies.ts';
import { versioned, viewers } from '../documentation.ts';
import { showWrites } from '../min-version.ts';
import { viewerOf } from '../viewer.ts';
import { selectQuestChanges } from './quests.sql.ts';

/** Above every revision. */
const revisionsEnd = 2_147_483_647;

export const listQuestChangesRoute = (app: HttpServer, deps: QueryDependencies): void => {
  app.get(
    '/api/v1/quests/:id/history',
    {
      onRequest: [
        deps.asViewer,
        async (request) => {
          if (!viewerOf(request).seesAll) throw forbidden();
        },
      ],
      preHandler: showWrites(deps.position),
      schema: {
        operationId: 'listQuestChanges',
        summary: 'List who changed what of a quest, newest first',
        description:
          'For superusers and API keys with `catalog:read`; a deleted draft has its lines too.',
        tags: ['quests'],
        security: viewers,
        documentation: versioned,
        params: z.object({ id: z.uuid() }),
        querystring: cursorQuery,
        response: { 200: pageOf(questChange), ...problemResponses(401, 403, 404, 422, 503) },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { cursor, limit } = request.query;
      const before = Math.min(Number(cursor ?? revisionsEnd), revisionsEnd);
      const data = await selectQuestChanges(deps.database, id, before, limit);
      // Without a cursor even a draft that was deleted has its lines.
      if (data.length === 0 && cursor === undefined) throw toRefusal({ kind: 'unknown-quest' });
      const last = data.at(-1)?.revision ?? 1;
      return { data, next_cursor: last > 1 ? String(last) : null };
    },
  );
};
