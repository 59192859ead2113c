import { listOf, listQuery } from '@questline/contracts/paging';
import { progressRow } from '@questline/contracts/processing/progress';
import { callerOf } from '@questline/http/caller';
import { problemResponses } from '@questline/http/problem-responses';
import type { HttpServer } from '@questline/http/server';
import { z } from 'zod';
import type { RouteDependencies } from '../dependencies.ts';
import { ownUserId } from '../own-user-id.ts';
import { type ProgressListRow, selectProgressCount, selectProgressList } from './progress.sql.ts';

const toPublic = ({ claimed, updated_at, ...row }: ProgressListRow) => ({
  ...row,
  claimable: claimed < row.duplication,
  claimable_count: row.duplication - claimed,
  window: null,
  updated_at: updated_at.toISOString(),
});

/** GET /progress/: where the caller, or a user a superuser asks for, stands with every quest. */
export const listProgressRoute = (app: HttpServer, deps: RouteDependencies): void => {
  app.get(
    '/api/v1/progress',
    {
      schema: {
        tags: ['progress'],
        summary: 'Where a user stands with each quest',
        querystring: listQuery.extend({ user_id: z.uuid().optional() }),
        response: { 200: listOf(progressRow), ...problemResponses(401, 403, 422, 503) },
      },
      onRequest: deps.asUser,
    },
    async (request) => {
      const { user_id, ...page } = request.query;
      const userId = ownUserId(callerOf(request), user_id);
      const [rows, count] = await Promise.all([
        selectProgressList(deps.database, userId, page),
        selectProgressCount(deps.database, userId),
      ]);
      return { data: rows.map(toPublic), count };
    },
  );
};
